//! A release build carries the dashboard inside, so it is made anew when the dashboard is. A debug build reads the
//! dashboard from its folder; the folder has to be there when that is compiled, be it empty.

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let dashboard = std::path::Path::new("../web/dist");
    std::fs::create_dir_all(dashboard)?;
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed={}", dashboard.display());
    }
    Ok(())
}
