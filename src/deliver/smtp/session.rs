//! The dialogue with the server, step by step over lettre.
//!
//! Floor: deliver. A [`Fault`] always means: drop this connection. Everything up to the content of a message is
//! here; the content, where "not sent" turns into "perhaps sent", is in `content`.

use std::fmt::Display;
use std::net::IpAddr;
use std::time::Duration;

use lettre::transport::smtp::Error as LettreError;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;

use super::capabilities::Capabilities;
use super::fault::{Cause, Fault, Stage};
use super::job::{Outcome, Outgoing};
use super::reply::{Broken, Reply};
use super::wire::Wire;

/// Long enough for a polite goodbye; nothing depends on it.
const GOODBYE: Duration = Duration::from_secs(2);

/// A connection past greeting and EHLO.
pub(crate) struct Session {
    connection: AsyncSmtpConnection,
    wire: Wire,
    capabilities: Capabilities,
    is_encrypted: bool,
    /// A transaction may still be open at the server: RSET before the next.
    is_dirty: bool,
    /// At least one message has been dealt with.
    is_used: bool,
}

/// What the server says to the envelope.
pub(crate) enum Envelope {
    /// 354: it waits for the content.
    Open,
    /// It, or we, will not have this message; the session lives on.
    Settled(Outcome),
    /// The server will not have it, and the session is of no more use.
    Ended(Outcome),
}

type Answers = Vec<(Stage, Reply)>;

impl Session {
    /// Waits for the greeting, says EHLO with the address as name, and reads what the server can do.
    ///
    /// The address in brackets (RFC 5321, 4.1.4) tells less about the user than the name of the computer.
    pub(crate) async fn greet(wire: Wire, name: IpAddr, is_encrypted: bool) -> Result<Self, Fault> {
        let name = match name {
            IpAddr::V4(address) => ClientId::Ipv4(address),
            IpAddr::V6(address) => ClientId::Ipv6(address),
        };
        let connected = AsyncSmtpConnection::connect_with_transport(Box::new(wire.clone()), &name).await;
        let mut seen = wire.take_seen().into_iter();
        let (greeting, hello) = (seen.next(), seen.next());
        let expect = |stage, reply: Option<Reply>, code| match reply {
            Some(reply) if reply.code == code => Ok(reply),
            Some(reply) => Err(Fault::new(stage, Cause::Reply(reply))),
            None => Err(Fault::new(stage, wire.trouble().unwrap_or(Cause::Closed))),
        };
        expect(Stage::Greeting, greeting, 220)?;
        let hello = expect(Stage::Hello, hello, 250)?;
        let connection = connected.map_err(|error| Fault::new(Stage::Hello, foreign(&error)))?;
        wire.opened();
        let capabilities = Capabilities::from_reply(&hello);
        Ok(Self { connection, wire, capabilities, is_encrypted, is_dirty: false, is_used: false })
    }

    pub(crate) fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    pub(crate) fn is_encrypted(&self) -> bool {
        self.is_encrypted
    }

    /// Tells whether a loss may be one of an idle or worn connection, and a fresh one may do better.
    pub(crate) fn is_used(&self) -> bool {
        self.is_used
    }

    pub(crate) fn set_used(&mut self) {
        self.is_used = true;
    }

    pub(crate) fn wire(&self) -> &Wire {
        &self.wire
    }

    pub(crate) fn into_wire(self) -> Wire {
        self.wire
    }

    /// Sends a command and returns the reply, whatever its code.
    pub(crate) async fn command(&mut self, stage: Stage, command: impl Display) -> Result<Reply, Fault> {
        let result = self.connection.command(command).await;
        self.answer(stage, result.err())
    }

    /// Returns the next reply, whatever its code.
    pub(crate) async fn reply(&mut self, stage: Stage) -> Result<Reply, Fault> {
        let result = self.connection.read_response().await;
        self.answer(stage, result.err())
    }

    fn answer(&self, stage: Stage, error: Option<LettreError>) -> Result<Reply, Fault> {
        if let Some(cause) = self.wire.trouble() {
            return Err(Fault::new(stage, cause));
        }
        let reply = self.wire.take_seen().pop();
        match (reply, error) {
            (Some(reply), None) => Ok(reply),
            // lettre makes an error of 4xx and 5xx; here they are answers.
            (Some(reply), Some(error)) if error.status().is_some() => Ok(reply),
            (_, Some(error)) => Err(Fault::new(stage, foreign(&error))),
            (None, None) => Err(Fault::new(stage, Cause::Closed)),
        }
    }

    /// Announces a message: MAIL, RCPT, DATA; in one write where the server takes it.
    pub(crate) async fn envelope(&mut self, message: &Outgoing) -> Result<Envelope, Fault> {
        let mail = match self.mail_command(message) {
            Ok(command) => command,
            Err(refused) => return Ok(Envelope::Settled(refused)),
        };
        let rcpt = format!("RCPT TO:<{}>\r\n", message.to);
        let mut steps = vec![(Stage::Sender, mail), (Stage::Recipient, rcpt)];
        steps.extend(message.copy.iter().map(|copy| (Stage::Copy, format!("RCPT TO:<{copy}>\r\n"))));
        steps.push((Stage::Data, "DATA\r\n".to_owned()));
        let mut answers = Vec::with_capacity(steps.len());
        let end = if !self.capabilities.pipelining {
            self.ask_in_turn(steps, &mut answers).await
        } else if message.copy.is_some() {
            // Whether to ask for the content depends on the recipient alone, so that answer comes first.
            let data = steps.split_off(steps.len() - 1);
            match self.ask_at_once(steps, &mut answers).await {
                Ok(()) if !answers.iter().any(is_refusal) => self.ask_in_turn(data, &mut answers).await,
                end => end,
            }
        } else {
            self.ask_at_once(steps, &mut answers).await
        };
        let is_open = answers.iter().any(|(stage, reply)| *stage == Stage::Data && reply.code == 354);
        let refusal = answers.into_iter().find(is_refusal);
        let Some((stage, reply)) = refusal else {
            return end.map(|()| Envelope::Open);
        };
        // 530, 534, 535, 538 are about the login, not about this message (RFC 4954, 6).
        if matches!(reply.code, 530 | 534 | 535 | 538) {
            return Err(Fault::new(stage, Cause::Reply(reply)));
        }
        let outcome = verdict(stage, &reply, message);
        self.is_dirty = true;
        // RFC 2920, 3.1: the recipient was refused, the content asked for: end it at once.
        if end.is_err() || (is_open && self.closing(Stage::Data, ".\r\n").await.is_err()) {
            return Ok(Envelope::Ended(outcome));
        }
        Ok(Envelope::Settled(outcome))
    }

    /// Returns MAIL with the parameters that the message needs and the server offers.
    fn mail_command(&self, message: &Outgoing) -> Result<String, Outcome> {
        let refuse = |text: String| Err(Outcome::Refused { code: None, text });
        let mut command = format!("MAIL FROM:<{}>", message.from);
        let size = u64::try_from(message.bytes.len()).unwrap_or(u64::MAX);
        if let Some(limit) = self.capabilities.size_limit().filter(|limit| size > *limit) {
            return refuse(format!("the size is {size} bytes, and the server takes at most {limit}"));
        }
        if self.capabilities.size.is_some() {
            command.push_str(&format!(" SIZE={size}"));
        }
        if !message.bytes.is_ascii() {
            if !self.capabilities.eight_bit {
                return refuse(
                    "the message has 8-bit bytes, and the server does not offer 8BITMIME".to_owned(),
                );
            }
            command.push_str(" BODY=8BITMIME");
        }
        if let Some(address) = [&message.from, &message.to].into_iter().find(|address| !address.is_ascii()) {
            if !self.capabilities.smtputf8 {
                return refuse(format!(
                    "the server does not offer SMTPUTF8, which the address {address} needs"
                ));
            }
            command.push_str(" SMTPUTF8");
        }
        command.push_str("\r\n");
        Ok(command)
    }

    async fn ask_at_once(&mut self, steps: Vec<(Stage, String)>, answers: &mut Answers) -> Result<(), Fault> {
        let mut group = String::new();
        if self.is_dirty {
            group.push_str("RSET\r\n");
        }
        steps.iter().for_each(|(_, command)| group.push_str(command));
        let mut first = Some(self.closing(Stage::Sender, group).await?);
        if self.is_dirty {
            self.is_dirty = false;
            first = None;
        }
        for (stage, _) in steps {
            let reply = match first.take() {
                Some(reply) => reply,
                None => self.reply(stage).await?,
            };
            answers.push((stage, check(stage, reply)?));
        }
        Ok(())
    }

    async fn ask_in_turn(&mut self, steps: Vec<(Stage, String)>, answers: &mut Answers) -> Result<(), Fault> {
        if self.is_dirty {
            self.closing(Stage::Sender, "RSET\r\n").await?;
            self.is_dirty = false;
        }
        for (stage, command) in steps {
            let answer = (stage, check(stage, self.command(stage, command).await?)?);
            let is_refused = is_refusal(&answer);
            answers.push(answer);
            if is_refused {
                break;
            }
        }
        Ok(())
    }

    /// Sends a command whose answer matters only when the server says goodbye (421).
    async fn closing(&mut self, stage: Stage, command: impl Display) -> Result<Reply, Fault> {
        let reply = self.command(stage, command).await?;
        if reply.code == 421 { Err(Fault::new(stage, Cause::Reply(reply))) } else { Ok(reply) }
    }

    /// Says QUIT. Whatever comes of it changes nothing.
    pub(crate) async fn quit(mut self, patience: Duration) {
        let _ = timeout(patience.min(GOODBYE), self.connection.command("QUIT\r\n")).await;
    }
}

/// Returns the reply when it is one that the step can have.
///
/// A 2xx to DATA, a 354 to MAIL: whoever answers so is out of step with us, and every further reply would be
/// read as that to another command. 421 is a goodbye at any step.
fn check(stage: Stage, reply: Reply) -> Result<Reply, Fault> {
    let is_due = match stage {
        Stage::Data => reply.code == 354,
        _ => reply.is_yes(),
    };
    if (is_due || reply.is_no()) && reply.code != 421 {
        return Ok(reply);
    }
    Err(Fault::new(stage, Cause::Reply(reply)))
}

/// Tells whether the letter can't go on: a refused copy to oneself does not stop it.
fn is_refusal((stage, reply): &(Stage, Reply)) -> bool {
    *stage != Stage::Copy && reply.is_no()
}

/// Returns the outcome of a message that the server answered with 4xx or 5xx.
pub(crate) fn verdict(stage: Stage, reply: &Reply, message: &Outgoing) -> Outcome {
    let what = match stage {
        Stage::Sender => format!("the sender {}", message.from),
        Stage::Recipient => format!("the recipient {}", message.to),
        _ => format!("the message to {}", message.to),
    };
    if reply.code >= 500 {
        Outcome::Refused {
            code: Some(reply.code),
            text: format!("the server refused {what}: {}", reply.shown()),
        }
    } else {
        Outcome::Later { reason: format!("the server put off {what}: {}", reply.shown()) }
    }
}

/// Returns the cause of an error that lettre found and the wire let pass.
fn foreign(error: &LettreError) -> Cause {
    Cause::Broken(Broken::Garbage(error.to_string()))
}
