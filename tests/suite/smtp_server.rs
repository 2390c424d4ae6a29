//! A mail server in the test process that misbehaves on demand, and watches the manners of its client.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use socket2::SockRef;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Where a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Greeting,
    Ehlo,
    Starttls,
    Handshake,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// After 354, before the content is read.
    Content,
    /// After the final dot; the message is taken first when the plan says so.
    Dot,
    Quit,
}

/// Which of the times that the server gets there, counted from 1 over all connections.
#[derive(Clone, Copy, Debug)]
pub enum When {
    Always,
    Only(usize),
    /// From this one on within one connection.
    FromInConnection(usize),
    /// Only for this recipient.
    To(&'static str),
}

/// What the server does instead.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Sends these bytes, and goes on.
    Say(&'static str),
    /// Sends these bytes and hangs up.
    SayAndDrop(&'static str),
    Drop,
    Reset,
    /// Neither answers nor reads on; waits until the client goes away.
    Hang,
    /// Answers right, but one byte at a time.
    Trickle,
    /// Answers right, a moment later.
    Late,
    /// A line that never ends.
    EndlessLine,
    /// Continuation lines without end.
    EndlessLines,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    None,
    Starttls,
    Implicit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    Good,
    WrongHost,
    Expired,
    /// Signed by itself and not in the file of trusted ones.
    SelfSigned,
    /// Signed by itself, marked as an authority, and in the file of trusted ones.
    PinnedAuthority,
    /// The same, for another host.
    PinnedElsewhere,
}

#[derive(Clone, Debug)]
pub struct Plan {
    pub security: Security,
    pub certificate: Certificate,
    pub extensions: Vec<&'static str>,
    pub faults: Vec<(At, When, Act)>,
    /// Whether a message is in the mailbox when the answer to its dot goes wrong.
    pub is_taken: bool,
    pub password: &'static str,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            security: Security::None,
            certificate: Certificate::Good,
            extensions: vec!["PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 100000"],
            faults: Vec::new(),
            is_taken: true,
            password: "hunter2-secret",
        }
    }
}

/// What the server saw.
#[derive(Debug, Default)]
pub struct Seen {
    pub connections: usize,
    /// Command lines, with the mark `*` where the line came encrypted.
    pub commands: Vec<String>,
    /// Recipient and content, dots undone, of what lies in the mailbox.
    pub mailbox: Vec<(String, Vec<u8>)>,
    pub violations: Vec<String>,
    /// Bytes of answers without end, until the client had enough.
    pub spouted: usize,
    /// How often each place was reached.
    reached: Vec<At>,
}

pub struct Server {
    pub address: SocketAddr,
    /// Certificates that a client may trust, in PEM.
    pub authority: String,
    seen: Arc<Mutex<Seen>>,
    is_over: Arc<AtomicBool>,
}

impl Server {
    pub fn start(plan: Plan) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (config, authority) = tls(plan.certificate);
        let seen = Arc::new(Mutex::new(Seen::default()));
        let is_over = Arc::new(AtomicBool::new(false));
        let shared = (Arc::clone(&seen), Arc::clone(&is_over));
        thread::spawn(move || {
            let (seen, is_over) = shared;
            for stream in listener.incoming() {
                let Ok(stream) = stream else { continue };
                if is_over.load(Ordering::SeqCst) {
                    return;
                }
                seen.lock().unwrap().connections += 1;
                stream.set_nodelay(true).unwrap();
                let mut dialogue = Dialogue {
                    carrier: Carrier::Plain(stream),
                    input: Vec::new(),
                    plan: plan.clone(),
                    config: Arc::clone(&config),
                    seen: Arc::clone(&seen),
                    is_logged_in: false,
                    from: None,
                    to: None,
                    reached: Vec::new(),
                };
                thread::spawn(move || dialogue.run());
            }
        });
        Self { address, authority, seen, is_over }
    }

    pub fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    /// Tells whether the dialogue has ever come to this place.
    pub fn was_reached(&self, at: At) -> bool {
        self.seen().reached.contains(&at)
    }

    /// Returns the recipients in the mailbox, sorted.
    pub fn recipients(&self) -> Vec<String> {
        let mut found: Vec<String> = self.seen().mailbox.iter().map(|(to, _)| to.clone()).collect();
        found.sort();
        found
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

enum Carrier {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
    Gone,
}

struct Dialogue {
    carrier: Carrier,
    input: Vec<u8>,
    plan: Plan,
    config: Arc<ServerConfig>,
    seen: Arc<Mutex<Seen>>,
    is_logged_in: bool,
    from: Option<String>,
    to: Option<String>,
    reached: Vec<At>,
}

/// The dialogue is over, by either side.
struct Over;

type Flow<T = ()> = Result<T, Over>;

impl Dialogue {
    fn run(&mut self) {
        let _ = self.dialogue();
    }

    fn dialogue(&mut self) -> Flow {
        if self.plan.security == Security::Implicit {
            self.handshake()?;
        }
        self.answer(At::Greeting, "220 test ESMTP\r\n")?;
        loop {
            let line = self.line()?;
            let is_tls = matches!(self.carrier, Carrier::Tls(_));
            self.seen.lock().unwrap().commands.push(format!("{}{line}", if is_tls { "*" } else { "" }));
            if !line.is_ascii() && !line.contains("SMTPUTF8") && !line.starts_with("RCPT") {
                self.violation(&format!("8-bit command: {line}"));
            }
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
            let may_be_followed = matches!(verb.as_str(), "MAIL" | "RCPT" | "RSET");
            let is_group = may_be_followed && self.offers("PIPELINING");
            if !(self.input.is_empty() || is_group) {
                self.violation(&format!("more bytes behind {line}"));
            }
            match verb.as_str() {
                "EHLO" => {
                    let mut lines = vec!["test".to_owned()];
                    lines.extend(self.plan.extensions.iter().map(|e| (*e).to_owned()));
                    if self.plan.security == Security::Starttls && is_tls {
                        lines.retain(|line| line != "STARTTLS");
                    }
                    let last = lines.pop().unwrap();
                    let mut text: String = lines.iter().map(|line| format!("250-{line}\r\n")).collect();
                    text.push_str(&format!("250 {last}\r\n"));
                    self.answer(At::Ehlo, &text)?;
                }
                "STARTTLS" => {
                    self.answer(At::Starttls, "220 go ahead\r\n")?;
                    self.handshake()?;
                }
                "AUTH" => self.auth(&line, is_tls)?,
                "MAIL" => self.mail(&line)?,
                "RCPT" => {
                    let to = between(&line);
                    let before = self.to.replace(to.clone());
                    if self.from.is_none() {
                        self.write("503 5.5.1 MAIL first\r\n")?;
                    } else if !self.answer_to(At::Rcpt, "250 2.1.5 ok\r\n")?.starts_with("25") {
                        self.to = before;
                    } else if let Some(before) = before {
                        self.to = Some(format!("{before}, {to}"));
                    }
                }
                "DATA" if self.from.is_none() => self.write("503 5.5.1 MAIL first\r\n")?,
                // Some servers say 354 although no recipient is left (RFC 2920, 3.1).
                "DATA" => self.data()?,
                "RSET" => {
                    (self.from, self.to) = (None, None);
                    self.write("250 2.0.0 ok\r\n")?;
                }
                "QUIT" => {
                    self.answer(At::Quit, "221 2.0.0 bye\r\n")?;
                    return Err(Over);
                }
                _ => {
                    self.violation(&format!("unknown command: {line}"));
                    self.write("500 what?\r\n")?;
                }
            }
        }
    }

    fn auth(&mut self, line: &str, is_tls: bool) -> Flow {
        if !is_tls {
            self.violation("AUTH in clear");
        }
        let plain = encode(&format!("\0giulia\0{}", self.plan.password));
        let bearer = encode(&format!("user=giulia\x01auth=Bearer {}\x01\x01", self.plan.password));
        let is_right = match line.split(' ').nth(1) {
            Some("PLAIN") => line == format!("AUTH PLAIN {plain}"),
            Some("XOAUTH2") => line == format!("AUTH XOAUTH2 {bearer}"),
            Some("LOGIN") => {
                self.write("334 V2hvPw==\r\n")?;
                let user = self.line()?;
                self.write("334 QW5kPw==\r\n")?;
                user == encode("giulia") && self.line()? == encode(self.plan.password)
            }
            _ => false,
        };
        if is_right {
            self.is_logged_in = true;
            self.answer(At::Auth, "235 2.7.0 ok\r\n")
        } else if line.contains("XOAUTH2") {
            self.write("334 eyJzdGF0dXMiOiI0MDEifQ==\r\n")?;
            self.line()?;
            self.write("535 5.7.8 token expired\r\n")
        } else {
            self.write("535 5.7.8 wrong password\r\n")
        }
    }

    fn mail(&mut self, line: &str) -> Flow {
        if self.from.is_some() {
            self.violation("MAIL within a transaction");
        }
        for parameter in line.split(' ').skip(2) {
            let name = parameter.split('=').next().unwrap_or_default();
            let extension = if name == "BODY" { "8BITMIME" } else { name };
            if !self.offers(extension) {
                self.violation(&format!("{name} was not offered"));
            }
        }
        if self.plan.extensions.iter().any(|e| e.starts_with("AUTH")) && !self.is_logged_in {
            return self.write("530 5.7.0 log in first\r\n");
        }
        let from = between(line);
        if self.answer_to(At::Mail, "250 2.1.0 ok\r\n")?.starts_with("250") {
            self.from = Some(from);
        }
        Ok(())
    }

    fn data(&mut self) -> Flow {
        if !self.answer_to(At::Data, "354 go\r\n")?.starts_with("354") {
            return Ok(());
        }
        if let Some(act) = self.fault(At::Content) {
            self.act(act, "")?;
        }
        let mut content = Vec::new();
        loop {
            let line = self.raw_line()?;
            if line.len() > 1_000 || line.contains(&0) || line[..line.len() - 2].contains(&b'\r') {
                self.violation("malformed line in the content");
            }
            if !line.is_ascii() && !self.offers("8BITMIME") {
                self.violation("8-bit content");
            }
            if line == b".\r\n" {
                break;
            }
            content.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        if !self.input.is_empty() {
            self.violation("more bytes behind the final dot");
        }
        let (to, _) = (self.to.take(), self.from.take());
        let Some(to) = to else {
            if !content.is_empty() {
                self.violation("content without a recipient");
            }
            return self.write("554 5.5.1 no valid recipients\r\n");
        };
        let fault = self.fault_for(At::Dot, &to);
        let is_refused = matches!(fault, Some(Act::Say(text) | Act::SayAndDrop(text))
            if text.starts_with(['4', '5']) && text.ends_with('\n'));
        let is_right = matches!(fault, None | Some(Act::Late));
        if !is_refused && (self.plan.is_taken || is_right) {
            self.seen.lock().unwrap().mailbox.push((to, content));
        }
        match fault {
            Some(act) => self.act(act, "250 2.0.0 queued as 1\r\n").map(|_| ()),
            None => self.write("250 2.0.0 queued as 1\r\n"),
        }
    }

    fn handshake(&mut self) -> Flow {
        if let Some(act) = self.fault(At::Handshake) {
            // What came before the client's part would be an injection.
            self.listen(Duration::from_secs(5))?;
            self.act(act, "")?;
        }
        let Carrier::Plain(stream) = std::mem::replace(&mut self.carrier, Carrier::Gone) else {
            return Err(Over);
        };
        let connection = ServerConnection::new(Arc::clone(&self.config)).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock).map_err(|_| Over)?;
        }
        self.carrier = Carrier::Tls(Box::new(stream));
        Ok(())
    }

    fn offers(&self, extension: &str) -> bool {
        self.plan.extensions.iter().any(|e| e.split(' ').next() == Some(extension))
    }

    fn violation(&self, text: &str) {
        self.seen.lock().unwrap().violations.push(text.to_owned());
    }

    fn fault(&mut self, at: At) -> Option<Act> {
        let to = self.to.clone().unwrap_or_default();
        self.fault_for(at, &to)
    }

    fn fault_for(&mut self, at: At, to: &str) -> Option<Act> {
        let mut seen = self.seen.lock().unwrap();
        seen.reached.push(at);
        self.reached.push(at);
        let count = seen.reached.iter().filter(|reached| **reached == at).count();
        let here = self.reached.iter().filter(|reached| **reached == at).count();
        let strikes = |when: &When| match when {
            When::Always => true,
            When::Only(n) => *n == count,
            When::FromInConnection(n) => here >= *n,
            When::To(recipient) => *recipient == to,
        };
        self.plan.faults.iter().find(|(place, when, _)| *place == at && strikes(when)).map(|(_, _, act)| *act)
    }

    fn answer(&mut self, at: At, right: &str) -> Flow {
        self.answer_to(at, right).map(|_| ())
    }

    /// Answers, rightly or as the plan wants; returns what was said.
    fn answer_to(&mut self, at: At, right: &str) -> Flow<String> {
        match self.fault(at) {
            Some(act) => self.act(act, right),
            None => self.write(right).map(|()| right.to_owned()),
        }
    }

    fn act(&mut self, act: Act, right: &str) -> Flow<String> {
        match act {
            Act::Say(text) => {
                self.write(text)?;
                return Ok(text.to_owned());
            }
            Act::SayAndDrop(text) => self.write(text)?,
            Act::Drop => {}
            Act::Reset => {
                let socket = match &self.carrier {
                    Carrier::Plain(stream) => SockRef::from(stream),
                    Carrier::Tls(stream) => SockRef::from(&stream.sock),
                    Carrier::Gone => return Err(Over),
                };
                socket.set_linger(Some(Duration::ZERO)).unwrap();
            }
            Act::Hang => while self.fill().is_ok() {},
            Act::Trickle => {
                for byte in right.as_bytes() {
                    self.write_bytes(&[*byte])?;
                    self.listen(Duration::from_millis(100))?;
                }
                return Ok(right.to_owned());
            }
            Act::Late => {
                self.listen(Duration::from_millis(300))?;
                self.write(right)?;
                return Ok(right.to_owned());
            }
            Act::EndlessLine => self.spout(&[b'2'; 8192]),
            Act::EndlessLines => self.spout(b"250-and so on\r\n"),
        }
        self.carrier = Carrier::Gone;
        Err(Over)
    }

    /// Says the same over and over until the client hangs up.
    fn spout(&mut self, bytes: &[u8]) {
        while self.write_bytes(bytes).is_ok() {
            self.seen.lock().unwrap().spouted += bytes.len();
        }
    }

    /// Listens for a while to a client that has nothing to say; ends when it has hung up.
    fn listen(&mut self, time: Duration) -> Flow {
        let socket = match &self.carrier {
            Carrier::Plain(stream) => stream.try_clone(),
            Carrier::Tls(stream) => stream.sock.try_clone(),
            Carrier::Gone => return Err(Over),
        };
        let socket = socket.map_err(|_| Over)?;
        socket.set_read_timeout(Some(time)).map_err(|_| Over)?;
        let heard = socket.peek(&mut [0]);
        socket.set_read_timeout(None).map_err(|_| Over)?;
        if matches!(heard, Ok(0)) { Err(Over) } else { Ok(()) }
    }

    fn write(&mut self, text: &str) -> Flow {
        self.write_bytes(text.as_bytes())
    }

    fn write_bytes(&mut self, bytes: &[u8]) -> Flow {
        let result = match &mut self.carrier {
            Carrier::Plain(stream) => stream.write_all(bytes),
            Carrier::Tls(stream) => stream.write_all(bytes).and_then(|()| stream.flush()),
            Carrier::Gone => Err(ErrorKind::NotConnected.into()),
        };
        result.map_err(|_| Over)
    }

    fn fill(&mut self) -> Flow {
        let mut bytes = [0; 8192];
        let count = match &mut self.carrier {
            Carrier::Plain(stream) => stream.read(&mut bytes),
            Carrier::Tls(stream) => stream.read(&mut bytes),
            Carrier::Gone => Ok(0),
        };
        match count {
            Ok(0) | Err(_) => Err(Over),
            Ok(count) => {
                self.input.extend_from_slice(&bytes[..count]);
                Ok(())
            }
        }
    }

    /// Returns a line with its end, which must be CRLF.
    fn raw_line(&mut self) -> Flow<Vec<u8>> {
        loop {
            if let Some(end) = self.input.iter().position(|b| *b == b'\n') {
                let line: Vec<u8> = self.input.drain(..=end).collect();
                if !line.ends_with(b"\r\n") {
                    self.violation("a line without CR");
                    return Err(Over);
                }
                return Ok(line);
            }
            self.fill()?;
        }
    }

    fn line(&mut self) -> Flow<String> {
        let line = self.raw_line()?;
        Ok(String::from_utf8_lossy(&line[..line.len() - 2]).into_owned())
    }
}

fn between(line: &str) -> String {
    let (_, rest) = line.split_once('<').unwrap_or_default();
    rest.split_once('>').unwrap_or_default().0.to_owned()
}

/// Base64, since the client's own encoder must not judge itself.
pub fn encode(text: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, b| (bits << 8) | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let index = (bits >> (18 - 6 * i)) & 63;
            out.push(if i <= chunk.len() { char::from(ALPHABET[index as usize]) } else { '=' });
        }
    }
    out
}

fn tls(kind: Certificate) -> (Arc<ServerConfig>, String) {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let names = match kind {
        Certificate::WrongHost | Certificate::PinnedElsewhere => vec!["elsewhere.example.org".to_owned()],
        _ => vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
    };
    let mut leaf = CertificateParams::new(names).unwrap();
    if kind == Certificate::Expired {
        leaf.not_before = date_time_ymd(2020, 1, 1);
        leaf.not_after = date_time_ymd(2021, 1, 1);
    }
    let is_pinned = matches!(kind, Certificate::PinnedAuthority | Certificate::PinnedElsewhere);
    if is_pinned {
        leaf.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    let key = KeyPair::generate().unwrap();
    let is_own = is_pinned || kind == Certificate::SelfSigned;
    let leaf = if is_own { leaf.self_signed(&key) } else { leaf.signed_by(&key, &authority) }.unwrap();
    let trusted = if is_pinned { leaf.pem() } else { authority.pem() };
    let chain: Vec<CertificateDer<'static>> = vec![leaf.der().clone()];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    (Arc::new(config), trusted)
}

/// Returns forty faults at places of a long run, and how many of them can leave a letter in doubt.
///
/// A fixed generator makes them, so that a failure can be repeated.
pub fn random_faults(mut seed: u64) -> (Vec<(At, When, Act)>, usize) {
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((seed >> 33) % below).unwrap()
    };
    let places = [At::Greeting, At::Ehlo, At::Mail, At::Rcpt, At::Data, At::Content, At::Dot, At::Dot];
    let acts = [
        Act::Drop,
        Act::Reset,
        Act::Say("451 4.3.0 later\r\n"),
        Act::SayAndDrop("421 4.3.2 closing\r\n"),
        Act::Say("gibberish\r\n"),
        Act::SayAndDrop("25"),
    ];
    let faults: Vec<(At, When, Act)> =
        (0..40).map(|_| (places[random(8)], When::Only(1 + random(200)), acts[random(6)])).collect();
    let doubts = faults.iter().filter(|(at, ..)| matches!(at, At::Dot | At::Content)).count();
    (faults, doubts)
}
