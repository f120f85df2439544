//! Where a request comes from. Behind a proxy that is trusted by configuration, the proxy's word counts; nobody else's.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

use super::access::app_of;

/// Networks whose `X-Forwarded-For` is believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<ipnet::IpNet>);

impl FromStr for TrustedProxies {
    type Err = String;

    /// A list of addresses and networks: `10.0.0.0/8,::1`.
    fn from_str(text: &str) -> Result<Self, String> {
        let network = |entry: &str| {
            let one = || entry.parse::<IpAddr>().map(ipnet::IpNet::from);
            entry
                .parse()
                .or_else(|_| one())
                .map_err(|_| format!("`{entry}` is neither an address nor a network"))
        };
        text.split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
            .map(network)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl TrustedProxies {
    fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The address of the visitor: the peer's, or, while that is a trusted proxy's, what it says it speaks for. The
    /// header is read from its end, where our own proxies write; what a visitor put in front is theirs to invent.
    fn resolve(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut address = peer.to_canonical();
        let hops = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let hops: Vec<&str> = hops.flat_map(|value| value.split(',')).map(str::trim).collect();
        for hop in hops.into_iter().rev() {
            if !self.contains(address) {
                break;
            }
            let host =
                hop.parse::<IpAddr>().or_else(|_| hop.parse::<SocketAddr>().map(|with_port| with_port.ip()));
            match host {
                Ok(host) => address = host.to_canonical(),
                Err(_) => break,
            }
        }
        address
    }
}

/// Where this request comes from.
pub fn address_of(extensions: &Extensions, headers: &HeaderMap) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    // Without a network between, as in tests, there is no peer.
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0.ip());
    app_of(extensions).config.trusted_proxies.resolve(peer, headers)
}

/// Who stands before the door: what a log-in is remembered by.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Where they come from.
    pub address: IpAddr,
    /// What their program says it is, cut to 300 characters.
    pub user_agent: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let user_agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self {
            address: address_of(&parts.extensions, &parts.headers),
            user_agent: user_agent.map(|text| text.chars().take(300).collect()),
        })
    }
}

/// What an address is counted by: of IPv6 the first 64 bits, since whoever has one address there has them all.
pub fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(trusted: &str, peer: &str, header: &str) -> String {
        let trusted: TrustedProxies = trusted.parse().expect("networks");
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", header.parse().expect("a header"));
        trusted.resolve(peer.parse().expect("an address"), &headers).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        for (trusted, peer, header, expected) in [
            ("", "203.0.113.7", "198.51.100.1", "203.0.113.7"),
            ("10.0.0.0/8", "203.0.113.7", "198.51.100.1", "203.0.113.7"),
            ("10.0.0.0/8", "10.1.2.3", "198.51.100.1", "198.51.100.1"),
            // What the visitor wrote in front does not count.
            ("10.0.0.0/8", "10.1.2.3", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
            ("10.0.0.0/8", "10.1.2.3", "1.2.3.4, 198.51.100.1, 10.9.9.9", "198.51.100.1"),
            ("10.0.0.0/8", "10.1.2.3", "nonsense", "10.1.2.3"),
            ("10.0.0.0/8", "::ffff:10.1.2.3", "198.51.100.1:4711", "198.51.100.1"),
            ("::1", "::1", "2001:db8::5", "2001:db8::5"),
        ] {
            assert_eq!(resolved(trusted, peer, header), expected, "{trusted} {peer} {header}");
        }
        assert!("10.0.0.0/33".parse::<TrustedProxies>().is_err());
    }

    #[test]
    fn whoever_has_one_address_of_a_network_has_them_all() {
        let one = network("2001:db8:1:2::3".parse().expect("an address"));
        assert_eq!(one, network("2001:db8:1:2:ffff::1".parse().expect("an address")));
        assert_ne!(one, network("2001:db8:1:3::3".parse().expect("an address")));
    }
}
