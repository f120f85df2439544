//! To which addresses webhooks may go: to the public ones.
//!
//! Whoever may type in an address could otherwise make us knock at our own database, or at the machine's metadata
//! service. A name is judged by what it resolves to at the very moment of connecting, see [`PublicOnly`].

use std::{
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
};

use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
};

/// What is wrong with an address for webhooks, in words that come after "the address".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebhookUrlError {
    /// It is no address.
    #[error("cannot be read")]
    Unreadable,
    /// What is posted could be read on the way.
    #[error("must begin with https://")]
    NotHttps,
    /// A name or password in front of the host, which would be posted, logged and shown with the address.
    #[error("must not hold a name or a password in front of the host")]
    UserInfo,
    /// It leads into our own network, or nowhere.
    #[error("must lead to the public internet")]
    NotPublic,
}

/// Whether webhooks may be posted to an address, as far as its spelling tells. `allow_private` is for machines of
/// developers: it also allows plain HTTP.
pub fn check_url(url: &str, allow_private: bool) -> Result<(), WebhookUrlError> {
    parse(url, allow_private).map(|_| ())
}

/// The address, if webhooks may be posted to it.
pub(super) fn parse(url: &str, allow_private: bool) -> Result<Url, WebhookUrlError> {
    let url = Url::parse(url).map_err(|_| WebhookUrlError::Unreadable)?;
    if !(url.scheme() == "https" || (allow_private && url.scheme() == "http")) {
        return Err(WebhookUrlError::NotHttps);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(WebhookUrlError::UserInfo);
    }
    let host = url.host_str().ok_or(WebhookUrlError::Unreadable)?;
    if !(allow_private || is_public_host(host)) {
        return Err(WebhookUrlError::NotPublic);
    }
    Ok(url)
}

/// The parser has already brought every spelling of an IPv4 address (`0x7f.1`, `2130706433`) into the usual one.
fn is_public_host(host: &str) -> bool {
    let literal = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = literal.parse() {
        return is_public(address);
    }
    // Names of one word are those of our own network.
    let name = host.trim_end_matches('.');
    name.contains('.') && name.rsplit('.').next() != Some("localhost")
}

/// Networks that are no part of the public internet:
/// <https://www.iana.org/assignments/iana-ipv4-special-registry>.
const NOT_PUBLIC_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),        // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),       // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),    // behind a provider's NAT
    (Ipv4Addr::new(127, 0, 0, 0), 8),      // this machine
    (Ipv4Addr::new(168, 63, 129, 16), 32), // Azure's platform, as seen from within
    (Ipv4Addr::new(169, 254, 0, 0), 16),   // link-local, and every cloud's metadata
    (Ipv4Addr::new(172, 16, 0, 0), 12),    // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),     // protocols
    (Ipv4Addr::new(192, 0, 2, 0), 24),     // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),   // 6to4 relays
    (Ipv4Addr::new(192, 168, 0, 0), 16),   // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),    // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24),  // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),   // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),      // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),      // reserved, and broadcast
];

/// IPv6 is the other way round: only this is handed out to the public.
const GLOBAL_UNICAST_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Networks within it that are no part of the public internet:
/// <https://www.iana.org/assignments/iana-ipv6-special-registry>.
const NOT_PUBLIC_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocols, Teredo among them
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4, which leads to any IPv4 address
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// How a machine without IPv4 reaches one without IPv6: <https://www.rfc-editor.org/rfc/rfc6052>.
const NAT64: (Ipv6Addr, u32) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// Whether an address is anywhere on the public internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !NOT_PUBLIC_V4.iter().any(|&network| is_in_v4(address, network)),
        IpAddr::V6(address) if is_in_v6(address, NAT64) => {
            let [.., a, b, c, d] = address.octets();
            is_public(Ipv4Addr::new(a, b, c, d).into())
        }
        IpAddr::V6(address) => {
            is_in_v6(address, GLOBAL_UNICAST_V6)
                && !NOT_PUBLIC_V6.iter().any(|&network| is_in_v6(address, network))
        }
    }
}

fn is_in_v4(address: Ipv4Addr, (network, prefix_length): (Ipv4Addr, u32)) -> bool {
    (address.to_bits() ^ network.to_bits()).leading_zeros() >= prefix_length
}

fn is_in_v6(address: Ipv6Addr, (network, prefix_length): (Ipv6Addr, u32)) -> bool {
    (address.to_bits() ^ network.to_bits()).leading_zeros() >= prefix_length
}

/// Finds the addresses of a name.
pub(super) trait Lookup: Send + Sync + 'static {
    /// All addresses that it has; their ports do not matter.
    fn addresses(&self, name: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;
}

/// The machine's own way to look up names.
pub(super) struct SystemLookup;

impl Lookup for SystemLookup {
    fn addresses(&self, name: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
    }
}

/// Resolves names, and gives out none that has an address within. The client connects to the very addresses that
/// it is given, so a name cannot lead elsewhere once it has been checked.
pub(super) struct PublicOnly {
    lookup: Arc<dyn Lookup>,
    allow_private: bool,
}

impl PublicOnly {
    pub(super) fn new(lookup: Arc<dyn Lookup>, allow_private: bool) -> Self {
        Self { lookup, allow_private }
    }
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let looking_up = self.lookup.addresses(name.as_str().to_owned());
        let allow_private = self.allow_private;
        Box::pin(async move {
            let addresses = looking_up.await?;
            // One that is not public condemns the others: no honest receiver has both.
            if !allow_private && !addresses.iter().all(|address| is_public(address.ip())) {
                return Err(WebhookUrlError::NotPublic.into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_public() {
        let within = "
            0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 100.100.100.200 127.0.0.1
            127.255.255.254 168.63.129.16 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1
            192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7
            203.0.113.7 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
            :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1
            64:ff9b::10.0.0.1 64:ff9b::169.254.169.254 64:ff9b:1::8.8.8.8 100::1 100:0:0:1::1 1fff::1
            2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:1::1 2001:2::1 2001:10::1 2001:20::1 2001:1ff::1
            2001:db8::1 2002:7f00:1::1 2002:0a00:0001::1 2002:808:808::1 3fff::1 3fff:fff::1 4000::1 5f00::1
            fc00::1 fd00:ec2::254 fdff::1 fe80::1 febf::1 fec0::1 ff02::1 ff0e::1
        ";
        for address in within.split_whitespace() {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }

        let without = "
            1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
            168.63.129.15 168.63.129.17 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0
            192.0.3.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255
            64:ff9b::8.8.8.8 2000::1 2001:200::1 2001:4860:4860::8888 2001:db7:ffff::1 2001:db9::1 2003::1
            2606:4700:4700::1111 2a00:1450:4001::1 3ffe::1 3fff:1000::1
        ";
        for address in without.split_whitespace() {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn an_address_is_checked_in_every_spelling() {
        for url in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://017700000001/",
            "https://127.0.0.1./",
            "https://①②⑦.0.0.1/",
            "https://127。0。0。1/",
            "https://%31%32%37.0.0.1/",
            "https:127.0.0.1/",
            "https:\\\\127.0.0.1\\",
            " https://127.0.0.1:8443/x ",
            "https://0/",
            "https://10.0.0.1:443",
            "https://[::1]/",
            "https://[0:0:0:0:0:0:0:1]/",
            "https://[::ffff:7f00:1]/",
            "https://[::ffff:8.8.8.8]/",
            "https://[fd00:ec2::254]/latest",
            "https://169.254.169.254/latest",
            "https://localhost/",
            "https://LOCALHOST:5432/",
            "https://localhost./",
            "https://a.localhost/",
            "https://a.localhost./",
            "https://postgres/",
            "https://postgres./",
        ] {
            assert_eq!(check_url(url, false), Err(WebhookUrlError::NotPublic), "{url}");
            assert_eq!(check_url(url, true), Ok(()), "{url}");
        }
    }

    #[test]
    fn an_address_must_be_https_and_hold_nobodys_password() {
        use WebhookUrlError::{NotHttps, Unreadable, UserInfo};
        for (url, expected) in [
            ("https://salon.example/hooks?token=1", Ok(())),
            ("HTTPS://salon.example:8443/hooks#part", Ok(())),
            ("https://müller.example/", Ok(())),
            ("https://8.8.8.8:22/", Ok(())),
            ("https://134744072/", Ok(())),
            ("https://[2606:4700:4700::1111]/", Ok(())),
            ("http://salon.example/", Err(NotHttps)),
            ("ftp://salon.example/", Err(NotHttps)),
            ("file:///etc/passwd", Err(NotHttps)),
            ("javascript:alert(1)", Err(NotHttps)),
            ("https://maria@salon.example/", Err(UserInfo)),
            ("https://:hunter2@salon.example/", Err(UserInfo)),
            ("https://salon.example\\@127.0.0.1/", Ok(())),
            ("salon.example", Err(Unreadable)),
            ("https://", Err(Unreadable)),
            ("https://a b/", Err(Unreadable)),
            ("https://1.2.3.4.5/", Err(Unreadable)),
            ("https://[fe80::1%25eth0]/", Err(Unreadable)),
            ("https://salon.example:99999/", Err(Unreadable)),
            ("", Err(Unreadable)),
        ] {
            assert_eq!(check_url(url, false), expected, "{url}");
        }
        assert_eq!(check_url("http://salon.example/", true), Ok(()));
        assert_eq!(check_url("ftp://salon.example/", true), Err(NotHttps));
        assert_eq!(check_url("https://maria@salon.example/", true), Err(UserInfo));
    }
}
