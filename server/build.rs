//! A release build carries the dashboard inside, so it is made anew when the dashboard is. A debug build reads the
//! dashboard from its folder and need not be.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../web/dist");
    }
}
