//! E-mail by SMTP, through whichever server the settings name: <https://www.rfc-editor.org/rfc/rfc5321>.
//!
//! Every mail has a connection of its own. Lettre's pool would save the greetings, but when a sender gives up
//! waiting it puts the connection back in the middle of a conversation, and the next mail takes the last one's
//! answer for its own.

use std::{error::Error as _, fmt, net::IpAddr, sync::Arc, time::Duration};

use async_trait::async_trait;
use lettre::{
    Address, Message,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
    transport::smtp::{
        self,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        extension::ClientId,
    },
};
use percent_encoding::percent_decode_str;
use reqwest::Url;
use tokio::time::timeout;

use super::{MailError, Mailer, OutgoingMail, SentMail};
use crate::{SetupError, clock::Clock, secret::Secret};

/// How long the server's address may take to accept a connection.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// How long it may take in all. Servers look at a mail before they take it, and one that is given up too early may
/// have been taken.
const SEND_WITHIN: Duration = Duration::from_secs(60);
/// How long a goodbye may take. The mail is taken already.
const GOODBYE_WITHIN: Duration = Duration::from_secs(1);
/// What the address is called in the configuration.
const SETTING: &str = "the SMTP address";

/// What is needed to send by SMTP.
#[derive(Debug, Clone)]
pub struct SmtpMailerConfig {
    /// The server, as one of:
    ///
    /// * `smtps://user:password@host`: TLS from the beginning, port 465.
    /// * `smtp://user:password@host?tls=required`: TLS before anything is said, port 587.
    /// * `smtp://host?tls=opportunistic`: TLS where the server offers it, port 587.
    /// * `smtp://host`: no TLS, port 25.
    ///
    /// Other ports follow the host (`host:2525`). A path is the name by which we greet. What is no letter or digit
    /// in user and password is written as in any URL: `%40` for `@`.
    pub url: Secret,
    /// Whom mails come from: `no-reply@bolt.example`, or `Bolt <no-reply@bolt.example>`.
    pub from: String,
}

/// Sends mails by SMTP.
pub struct SmtpMailer {
    server: Server,
    from: Mailbox,
    clock: Arc<dyn Clock>,
    send_within: Duration,
}

impl SmtpMailer {
    /// A client for one server. Nothing is connected before the first mail.
    pub fn new(config: &SmtpMailerConfig, clock: Arc<dyn Clock>) -> Result<Self, SetupError> {
        let from = config.from.parse().map_err(|_| SetupError::Setting {
            setting: "the sender of mails",
            problem: "must be like no-reply@bolt.example or Bolt <no-reply@bolt.example>",
        })?;
        let server = Server::parse(config.url.expose())
            .map_err(|problem| SetupError::Setting { setting: SETTING, problem })?;
        Ok(Self { server, from, clock, send_within: SEND_WITHIN })
    }

    fn message(&self, mail: &OutgoingMail) -> Result<Message, MailError> {
        let to: Address = mail.to.parse().map_err(|_| refused("the reader's address is none"))?;
        if !is_message_id(&mail.message_id) {
            return Err(refused("its message id is none"));
        }
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&mail.subject)
            .message_id(Some(format!("<{}>", mail.message_id)))
            .date(self.clock.now().into());
        let message = match &mail.reply_to {
            Some(address) => {
                let address: Address =
                    address.parse().map_err(|_| refused("the address for answers is none"))?;
                message.reply_to(Mailbox::new(None, address))
            }
            None => message,
        };
        let text = SinglePart::plain(mail.text.clone());
        let message = match (&mail.html, &mail.calendar) {
            (None, None) => message.singlepart(text),
            (html, calendar) => {
                let mut words = MultiPart::alternative().singlepart(text);
                if let Some(html) = html {
                    words = words.singlepart(SinglePart::html(html.clone()));
                }
                match calendar {
                    None => message.multipart(words),
                    // Mail programs look for the event among the words, calendar programs for a file: both are there.
                    Some(calendar) => {
                        let method = calendar.method.as_str();
                        let kind = format!("text/calendar; charset=utf-8; method={method}");
                        let kind =
                            ContentType::parse(&kind).map_err(|_| refused("its calendar has no type"))?;
                        let event = SinglePart::builder().header(kind).body(calendar.text.clone());
                        let file = ContentType::parse("application/ics")
                            .map_err(|_| refused("its calendar has no type"))?;
                        let file = Attachment::new("invite.ics".to_owned()).body(calendar.text.clone(), file);
                        message
                            .multipart(MultiPart::mixed().multipart(words.singlepart(event)).singlepart(file))
                    }
                }
            }
        };
        // The library's own words may repeat the address.
        message.map_err(|_| refused("no message can be made of it"))
    }

    async fn hand_over(&self, message: &Message) -> Result<AsyncSmtpConnection, MailError> {
        // Until it is told of a mail, the server's objections are not to the mail, however permanent.
        let mut connection = self.server.connect().await.map_err(|error| unreachable(describe(&error)))?;
        match connection.send(message.envelope(), &message.formatted()).await {
            Ok(_) => Ok(connection),
            Err(error) if is_about_the_mail(&error) => Err(refused(&describe(&error))),
            Err(error) => Err(unreachable(describe(&error))),
        }
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &OutgoingMail) -> Result<SentMail, MailError> {
        let message = self.message(mail)?;
        let handing_over = timeout(self.send_within, self.hand_over(&message)).await;
        let mut connection = handing_over.map_err(|_| unreachable("no answer in time".to_owned()))??;
        let sent_at = self.clock.now();
        // Politeness: whatever comes of it, the mail is taken.
        let _ = timeout(GOODBYE_WITHIN, connection.quit()).await;
        Ok(SentMail { sent_at })
    }
}

impl fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpMailer").field("host", &self.server.host).finish_non_exhaustive()
    }
}

/// A mail server and how it is spoken to.
struct Server {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
    we_are: ClientId,
}

enum Tls {
    FromTheBeginning(TlsParameters),
    Required(TlsParameters),
    WhereOffered(TlsParameters),
    None,
}

impl Server {
    fn parse(url: &str) -> Result<Self, &'static str> {
        let url = Url::parse(url).map_err(|_| "must be like smtps://user:password@host")?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or("must name a host")?;
        let host = host.trim_matches(['[', ']']).to_owned();
        let wanted_tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value);
        let tls_for_host = || {
            TlsParameters::new(host.clone()).map_err(|_| "names a host whose certificate cannot be checked")
        };
        let (tls, usual_port) = match (url.scheme(), wanted_tls.as_deref()) {
            ("smtps", None) => (Tls::FromTheBeginning(tls_for_host()?), smtp::SUBMISSIONS_PORT),
            ("smtp", Some("required")) => (Tls::Required(tls_for_host()?), smtp::SUBMISSION_PORT),
            ("smtp", Some("opportunistic")) => (Tls::WhereOffered(tls_for_host()?), smtp::SUBMISSION_PORT),
            ("smtp", None) => (Tls::None, smtp::SMTP_PORT),
            _ => return Err("must be smtps://…, or smtp://… with no ?tls= but required or opportunistic"),
        };
        let credentials = credentials(&url)?;
        let is_safe = matches!(tls, Tls::FromTheBeginning(_) | Tls::Required(_)) || is_this_machine(&host);
        if credentials.is_some() && !is_safe {
            return Err("holds a password, and must therefore begin with smtps:// or end in ?tls=required");
        }
        let we_are = match url.path().trim_matches('/') {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        Ok(Self { port: url.port().unwrap_or(usual_port), host, tls, credentials, we_are })
    }

    /// A connection over which a mail can be sent.
    async fn connect(&self) -> Result<AsyncSmtpConnection, smtp::Error> {
        let tls_at_once = match &self.tls {
            Tls::FromTheBeginning(tls) => Some(tls.clone()),
            _ => None,
        };
        let address = (self.host.as_str(), self.port);
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            address,
            Some(CONNECT_WITHIN),
            &self.we_are,
            tls_at_once,
            None,
        )
        .await?;
        match &self.tls {
            Tls::Required(tls) => connection.starttls(tls.clone(), &self.we_are).await?,
            Tls::WhereOffered(tls) if connection.can_starttls() => {
                connection.starttls(tls.clone(), &self.we_are).await?;
            }
            _ => {}
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, &'static str> {
    let decode = |text| {
        let decoded = percent_decode_str(text).decode_utf8();
        decoded.map(String::from).map_err(|_| "holds a user or password that is not UTF-8")
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err("must hold both a user and a password, or neither"),
        (user, Some(password)) => Ok(Some(Credentials::new(decode(user)?, decode(password)?))),
    }
}

/// Whether what is sent there stays on this machine.
fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Visible ASCII with an `@` in it, and nothing that would end it early.
fn is_message_id(id: &str) -> bool {
    let is_visible = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>');
    id.contains('@') && id.bytes().all(is_visible)
}

/// Whether this mail will not be taken, as opposed to: not now, or not from us.
fn is_about_the_mail(error: &smtp::Error) -> bool {
    // A server may wait until it is told of a mail before it asks who we are:
    // <https://www.rfc-editor.org/rfc/rfc4954#section-6>.
    let is_about_us = |code| matches!(code, 530 | 534 | 535 | 538);
    let is_permanent = error.is_permanent() && !error.status().map(u16::from).is_some_and(is_about_us);
    // The server lacks what the address needs; other servers for it there are none.
    is_permanent || error.is_client()
}

/// What went wrong, without the server's words, which like to repeat the address.
fn describe(error: &smtp::Error) -> String {
    if let Some(code) = error.status() {
        return format!("the mail server answered with {code}");
    }
    if error.is_response() {
        return "the mail server hung up, or its answer cannot be read".to_owned();
    }
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    // The innermost cause is the one to act on: a name that is not known, a certificate that is not trusted.
    match std::iter::successors(error.source(), |&cause| cause.source()).last() {
        Some(cause) => format!("no connection to the mail server, or it broke ({cause})"),
        None => "no connection to the mail server, or it broke".to_owned(),
    }
}

fn refused(reason: &str) -> MailError {
    MailError::Refused { reason: reason.to_owned() }
}

fn unreachable(reason: String) -> MailError {
    MailError::Unreachable { reason }
}

#[cfg(test)]
mod tests {
    use std::{net::SocketAddr, sync::Mutex};

    use jiff::Timestamp;
    use tokio::{
        io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
        net::{TcpListener, TcpStream},
    };

    use super::*;
    use crate::clock::FixedClock;

    /// Instead of an answer, the connection ends.
    const HANG_UP: &str = "hang up";
    /// Instead of an answer, there is nothing.
    const SILENCE: &str = "silence";

    /// A mail server that answers as it is told, and otherwise takes every mail.
    #[derive(Clone)]
    struct MailServer {
        address: SocketAddr,
        received: Arc<Mutex<Vec<Vec<String>>>>,
    }

    impl MailServer {
        /// Its answers are to commands that begin as given; to `""` is the greeting, to `.` that of the mail.
        async fn answering(answers: &[(&'static str, &'static str)]) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let server = Self { address: listener.local_addr().unwrap(), received: Arc::default() };
            let answers = answers.to_vec();
            let serving = server.clone();
            tokio::spawn(async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    serving.received.lock().unwrap().push(Vec::new());
                    serving.serve(stream, &answers).await;
                }
            });
            server
        }

        async fn serve(&self, stream: TcpStream, answers: &[(&str, &str)]) {
            let mut stream = BufReader::new(stream);
            let mut command = String::new();
            let mut is_in_mail = false;
            loop {
                let usual = match command.get(..4).unwrap_or(&command) {
                    "" => "220 mail.example",
                    "EHLO" => "250-mail.example\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME",
                    "AUTH" => "235 welcome",
                    "DATA" => "354 go on",
                    "QUIT" => "221 goodbye",
                    _ => "250 fine",
                };
                let told = answers
                    .iter()
                    .find(|(to, _)| if to.is_empty() { command.is_empty() } else { command.starts_with(to) });
                if !is_in_mail || command == "." {
                    match told.map_or(usual, |&(_, answer)| answer) {
                        HANG_UP => return,
                        SILENCE => std::future::pending().await,
                        answer => stream.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap(),
                    }
                    is_in_mail = command == "DATA";
                }
                let mut line = String::new();
                if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                    return;
                }
                command = line.trim_end_matches("\r\n").to_owned();
                self.received.lock().unwrap().last_mut().unwrap().push(command.clone());
            }
        }

        fn mailer(&self, clock: Arc<dyn Clock>) -> SmtpMailer {
            mailer(&format!("smtp://{}/bolt.example", self.address), clock)
        }

        /// What came over the only connection.
        fn received(&self) -> Vec<String> {
            let received = self.received.lock().unwrap();
            assert_eq!(received.len(), 1);
            received[0].clone()
        }
    }

    fn mailer(url: &str, clock: Arc<dyn Clock>) -> SmtpMailer {
        SmtpMailer::new(&config(url), clock).unwrap()
    }

    fn config(url: &str) -> SmtpMailerConfig {
        SmtpMailerConfig { url: url.into(), from: "Bolt <no-reply@bolt.example>".to_owned() }
    }

    fn nine() -> Timestamp {
        "2026-11-24T09:00:00Z".parse().unwrap()
    }

    fn clock() -> Arc<FixedClock> {
        Arc::new(FixedClock::at(nine()))
    }

    fn mail() -> OutgoingMail {
        OutgoingMail {
            message_id: "apt_1@bolt.example".to_owned(),
            to: "maria@example.com".to_owned(),
            subject: "Your visit".to_owned(),
            text: "See you on Tuesday.\n.\nBring Jo.".to_owned(),
            html: None,
            reply_to: None,
            calendar: None,
        }
    }

    #[tokio::test]
    async fn a_mail_arrives_as_it_was_written() {
        let server = MailServer::answering(&[]).await;

        let sent = server.mailer(clock()).send(&mail()).await;

        assert_eq!(sent, Ok(SentMail { sent_at: nine() }));
        assert_eq!(
            server.received(),
            [
                "EHLO bolt.example",
                "MAIL FROM:<no-reply@bolt.example>",
                "RCPT TO:<maria@example.com>",
                "DATA",
                "From: Bolt <no-reply@bolt.example>",
                "To: maria@example.com",
                "Subject: Your visit",
                "Message-ID: <apt_1@bolt.example>",
                "Date: Tue, 24 Nov 2026 09:00:00 +0000",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: 7bit",
                "",
                "See you on Tuesday.",
                // A full stop by itself would end the mail.
                "..",
                "Bring Jo.",
                "",
                ".",
                "QUIT",
            ]
        );
    }

    #[tokio::test]
    async fn letters_of_every_alphabet_and_html_arrive() {
        let server = MailServer::answering(&[]).await;
        let mail = OutgoingMail {
            subject: "Zoë, до вторника".to_owned(),
            text: "Bis Dienstag, Zoë!".to_owned(),
            html: Some("<p>Bis <b>Dienstag</b>, Zoë!</p>".to_owned()),
            ..mail()
        };

        server.mailer(clock()).send(&mail).await.unwrap();

        let received = server.received().join("\n");
        assert!(received.is_ascii(), "{received}");
        for expected in [
            "Subject: =?utf-8?b?Wm/Dqywg0LTQviDQstGC0L7RgNC90LjQutCw?=",
            "Content-Type: multipart/alternative;",
            "text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nBis Dienstag, Zo=C3=AB!",
            "text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>Bis <b>Dienstag</b>, Zo=C3",
        ] {
            assert!(received.contains(expected), "{expected} is not in {received}");
        }
    }

    #[tokio::test]
    async fn no_words_become_headers_or_commands() {
        let server = MailServer::answering(&[]).await;
        let mail = OutgoingMail {
            subject: "Your visit\r\nBcc: everybody@example.com\r\n\r\nHello".to_owned(),
            text: "Hello\r\n.\r\nMAIL FROM:<somebody@example.com>".to_owned(),
            ..mail()
        };

        server.mailer(clock()).send(&mail).await.unwrap();

        let received = server.received();
        let lines_like = |start: &str| received.iter().filter(|line| line.starts_with(start)).count();
        assert_eq!((lines_like("Bcc:"), lines_like("Hello"), lines_like("QUIT")), (0, 1, 1));
        let end = received.iter().position(|line| line == ".").unwrap();
        assert_eq!(received[end + 1..], ["QUIT"]);
    }

    #[tokio::test]
    async fn what_makes_no_mail_is_refused_before_anybody_is_asked() {
        let server = MailServer::answering(&[]).await;
        let mailer = server.mailer(clock());

        for to in ["", "maria", "m@example.com>\r\nDATA", "m@example.com, jo@example.com"] {
            let error = mailer.send(&OutgoingMail { to: to.to_owned(), ..mail() }).await;
            assert_eq!(error, Err(refused("the reader's address is none")), "{to}");
        }
        for message_id in ["", "apt_1", "apt 1@bolt.example", "a@b>\r\nBcc: c@d"] {
            let error = mailer.send(&OutgoingMail { message_id: message_id.to_owned(), ..mail() }).await;
            assert_eq!(error, Err(refused("its message id is none")), "{message_id}");
        }

        assert!(server.received.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn an_event_comes_among_the_words_and_as_a_file() {
        let server = MailServer::answering(&[]).await;
        let calendar = super::super::Calendar {
            method: super::super::CalendarMethod::Request,
            text: "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n".to_owned(),
        };
        let reply_to = Some("salon@example.com".to_owned());
        let mail =
            OutgoingMail { html: Some("<p>Hi</p>".to_owned()), calendar: Some(calendar), reply_to, ..mail() };

        server.mailer(clock()).send(&mail).await.unwrap();

        let received = server.received.lock().unwrap().concat().join("\n");
        for expected in [
            "Reply-To: salon@example.com",
            "Content-Type: multipart/mixed;",
            "Content-Type: multipart/alternative;",
            "Content-Type: text/calendar; charset=utf-8; method=REQUEST",
            "filename=\"invite.ics\"",
        ] {
            assert!(received.contains(expected), "no {expected} in {received}");
        }
        assert_eq!(received.matches("METHOD:REQUEST").count(), 2, "{received}");
    }

    #[tokio::test]
    async fn a_mail_is_refused_for_good_only_if_the_server_says_so_of_the_mail() {
        let answered = |code| format!("the mail server answered with {code}");
        let hung_up = || unreachable("the mail server hung up, or its answer cannot be read".to_owned());
        for (to, answer, expected) in [
            ("RCPT", "550 5.1.1 no such user: maria@example.com", refused(&answered(550))),
            ("MAIL", "553 not you", refused(&answered(553))),
            (".", "554 this is spam", refused(&answered(554))),
            ("RCPT", "451 try later, maria@example.com", unreachable(answered(451))),
            (".", "452 full", unreachable(answered(452))),
            ("MAIL", "421 going down", unreachable(answered(421))),
            ("MAIL", "530 who are you", unreachable(answered(530))),
            ("EHLO", "550 go away", unreachable(answered(550))),
            ("", "554 go away", unreachable(answered(554))),
            ("", "hello", hung_up()),
            ("", HANG_UP, hung_up()),
            ("RCPT", HANG_UP, hung_up()),
            (".", HANG_UP, hung_up()),
        ] {
            let server = MailServer::answering(&[(to, answer)]).await;

            let error = server.mailer(clock()).send(&mail()).await.unwrap_err();

            assert_eq!(error, expected, "{to} {answer}");
            assert!(!error.to_string().contains("maria"), "{error}");
        }
    }

    #[tokio::test]
    async fn an_address_that_the_server_cannot_write_is_refused() {
        let server = MailServer::answering(&[]).await;
        let mail = OutgoingMail { to: "zoë@example.com".to_owned(), ..mail() };

        let error = server.mailer(clock()).send(&mail).await.unwrap_err();

        assert!(matches!(error, MailError::Refused { .. }), "{error}");
        assert!(!error.to_string().contains("zoë"), "{error}");
    }

    #[tokio::test]
    async fn a_server_that_says_nothing_is_given_up() {
        for to in ["", "RCPT", "."] {
            let server = MailServer::answering(&[(to, SILENCE)]).await;
            let mut mailer = server.mailer(clock());
            mailer.send_within = Duration::from_millis(200);

            let error = mailer.send(&mail()).await.unwrap_err();

            assert_eq!(error, unreachable("no answer in time".to_owned()), "{to}");
        }
    }

    #[tokio::test]
    async fn a_mail_that_was_taken_is_sent_whatever_becomes_of_the_goodbye() {
        for answer in [HANG_UP, SILENCE, "550 no"] {
            let server = MailServer::answering(&[("QUIT", answer)]).await;
            assert_eq!(server.mailer(clock()).send(&mail()).await, Ok(SentMail { sent_at: nine() }));
        }
    }

    #[tokio::test]
    async fn nobody_at_the_address_is_unreachable() {
        let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let error = mailer(&format!("smtp://{address}"), clock()).send(&mail()).await.unwrap_err();
        assert!(matches!(error, MailError::Unreachable { .. }), "{error}");
    }

    #[tokio::test]
    async fn a_password_is_read_as_a_url_has_it_and_is_not_told() {
        let server = MailServer::answering(&[]).await;
        let url = format!("smtp://maria%40bolt:p%2Fw%C3%A9@{}", server.address);
        mailer(&url, clock()).send(&mail()).await.unwrap();

        // The base64 of an empty name, the user and the password, each after a zero.
        assert_eq!(server.received()[1], "AUTH PLAIN AG1hcmlhQGJvbHQAcC93w6k=");

        let server = MailServer::answering(&[("AUTH", "535 wrong")]).await;
        let mailer = mailer(&format!("smtp://maria:hunter2@{}", server.address), clock());
        let error = mailer.send(&mail()).await.unwrap_err();
        assert_eq!(error, unreachable("the mail server answered with 535".to_owned()));
        assert!(!format!("{error} {mailer:?}").contains("hunter2"));
    }

    #[tokio::test]
    async fn nothing_is_said_without_tls_where_it_is_required() {
        let server = MailServer::answering(&[]).await;
        let url = format!("smtp://maria:hunter2@{}?tls=required", server.address);
        let error = mailer(&url, clock()).send(&mail()).await.unwrap_err();

        assert!(error.to_string().contains("STARTTLS is not supported"), "{error}");
        assert!(matches!(error, MailError::Unreachable { .. }), "{error}");
        assert!(server.received()[0].starts_with("EHLO"));
        assert_eq!(server.received()[1..], [""; 0]);

        let server = MailServer::answering(&[]).await;
        let url = format!("smtps://maria:hunter2@{}", server.address);
        let error = mailer(&url, clock()).send(&mail()).await.unwrap_err();
        assert!(matches!(error, MailError::Unreachable { .. }), "{error}");
        assert_eq!(server.received(), [""; 0]);

        let server = MailServer::answering(&[]).await;
        let url = format!("smtp://{}?tls=opportunistic", server.address);
        assert!(mailer(&url, clock()).send(&mail()).await.is_ok());
    }

    #[test]
    fn an_address_says_where_and_how_to_connect() {
        let parse = |url| {
            let server = Server::parse(url).unwrap();
            let tls = match server.tls {
                Tls::FromTheBeginning(_) => "from the beginning",
                Tls::Required(_) => "required",
                Tls::WhereOffered(_) => "where offered",
                Tls::None => "none",
            };
            (server.host, server.port, tls, server.credentials.is_some())
        };
        for (url, host, port, tls, signs_in) in [
            ("smtps://user:pass@mail.example", "mail.example", 465, "from the beginning", true),
            ("smtps://user:pass@mail.example:4650/me", "mail.example", 4650, "from the beginning", true),
            ("smtp://user:pass@mail.example?tls=required", "mail.example", 587, "required", true),
            ("smtp://mail.example?tls=opportunistic", "mail.example", 587, "where offered", false),
            ("smtp://mail.example:25?tls=opportunistic", "mail.example", 25, "where offered", false),
            ("smtp://localhost:1025", "localhost", 1025, "none", false),
            ("smtp://user:pass@[::1]", "::1", 25, "none", true),
        ] {
            assert_eq!(parse(url), (host.to_owned(), port, tls, signs_in), "{url}");
        }
    }

    #[test]
    fn settings_that_make_no_sense_are_named_and_not_shown() {
        let scheme = "must be smtps://…, or smtp://… with no ?tls= but required or opportunistic";
        let both = "must hold both a user and a password, or neither";
        let plain = "holds a password, and must therefore begin with smtps:// or end in ?tls=required";
        for (url, problem) in [
            ("hunter2", "must be like smtps://user:password@host"),
            ("smtp:hunter2", "must name a host"),
            ("https://user:hunter2@mail.example", scheme),
            ("smtp://mail.example?tls=maybe", scheme),
            ("smtps://user@mail.example", both),
            ("smtps://:hunter2@mail.example", both),
            ("smtps://user:%FF@mail.example", "holds a user or password that is not UTF-8"),
            ("smtp://user:hunter2@mail.example", plain),
            ("smtp://user:hunter2@mail.example?tls=opportunistic", plain),
        ] {
            let error = SmtpMailer::new(&config(url), clock()).unwrap_err();
            assert_eq!(error.to_string(), format!("the SMTP address {problem}"));
        }

        let nobody = SmtpMailerConfig { from: "Bolt".to_owned(), ..config("smtp://mail.example") };
        let error = SmtpMailer::new(&nobody, clock()).unwrap_err();
        assert!(error.to_string().starts_with("the sender of mails must be like"), "{error}");
    }
}
