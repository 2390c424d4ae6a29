//! The content of a message and the final dot: where "not sent" turns into "perhaps sent".
//!
//! Floor: deliver. The last piece and the dot leave in one write, once the outbox knows of it.

use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::sleep;

use super::fault::{Cause, Fault, Stage};
use super::job::{Outcome, Outgoing};
use super::reply::Reply;
use super::session::{Session, verdict};
use super::stop::Stop;
use crate::error::Result;

/// Held back with the final dot, in bytes: letters leave in one write, attachments do not wait in one piece.
const HELD_BACK: usize = 32 * 1024;
/// How long the answer to the dot is waited for once the user wants to stop.
const GRACE: Duration = Duration::from_secs(4);
/// Longest line without its end (RFC 5321, 4.5.3.1.6).
const LINE_MAX: usize = 998;

/// How the content ended.
pub(crate) enum Content {
    /// The server decided; the session can go on.
    Settled(Outcome),
    /// Decided or not, the session is of no more use.
    Ended(Outcome, Option<Fault>),
    /// Nothing of it counts: the dot never left.
    Unsent(Fault),
}

/// Sends the content and the final dot. `hand_over` notes in the outbox that the dot leaves next.
///
/// # Errors
/// Those of `hand_over`, and nothing else; the dot has not left then.
pub(crate) async fn send(
    session: &mut Session,
    message: &Outgoing,
    waits: Waits,
    stop: &Stop,
    hand_over: impl FnOnce() -> Result<()>,
) -> Result<Content> {
    let bytes = stuffed(&message.bytes);
    let (ahead, held) = bytes.split_at(bytes.len().saturating_sub(HELD_BACK));
    if !ahead.is_empty() {
        let Some((_, result)) = stop.unless(session.wire().write(ahead)).await else {
            return Ok(Content::Unsent(Fault::new(Stage::Content, Cause::Stopped)));
        };
        if let Err(cause) = result {
            return Ok(Content::Unsent(Fault::new(Stage::Content, cause)));
        }
    }
    // A server that has hung up meanwhile, or refuses already, has not taken the message.
    yield_now().await;
    if session.wire().has_news().await {
        return Ok(early(session, message).await);
    }
    hand_over()?;
    let (taken, result) = session.wire().write(held).await;
    if taken < held.len() {
        let cause = result.err().unwrap_or(Cause::Closed);
        return Ok(Content::Unsent(Fault::new(Stage::Content, cause)));
    }
    session.wire().set_patience(waits.dot);
    let answer = match result {
        Err(cause) => Err(Fault::new(Stage::Dot, cause)),
        Ok(()) => answer(session, stop).await,
    };
    session.wire().set_patience(waits.reply);
    Ok(judge(answer, message))
}

/// How long to wait.
#[derive(Clone, Copy)]
pub(crate) struct Waits {
    /// For a reply.
    pub(crate) reply: Duration,
    /// For the reply to the final dot.
    pub(crate) dot: Duration,
}

/// Reads what the server says before it has the whole message.
async fn early(session: &mut Session, message: &Outgoing) -> Content {
    match session.reply(Stage::Content).await {
        Ok(reply) if reply.is_no() && reply.code != 421 => {
            Content::Ended(verdict(Stage::Content, &reply, message), None)
        }
        Ok(reply) => Content::Unsent(Fault::new(Stage::Content, Cause::Reply(reply))),
        Err(fault) => Content::Unsent(fault),
    }
}

async fn answer(session: &mut Session, stop: &Stop) -> std::result::Result<Reply, Fault> {
    tokio::select! {
        biased;
        answer = session.reply(Stage::Dot) => answer,
        () = async { stop.requested().await; sleep(GRACE).await } => {
            Err(Fault::new(Stage::Dot, Cause::TimedOut(GRACE)))
        }
    }
}

/// Exactly 250 is "sent"; 4xx and 5xx are "not sent"; everything else is unknown.
fn judge(answer: std::result::Result<Reply, Fault>, message: &Outgoing) -> Content {
    match answer {
        Ok(reply) if reply.code == 250 => Content::Settled(Outcome::Sent { reply: reply.text() }),
        Ok(reply) if reply.code == 421 => {
            let fault = Fault::new(Stage::Dot, Cause::Reply(reply.clone()));
            Content::Ended(verdict(Stage::Dot, &reply, message), Some(fault))
        }
        Ok(reply) if reply.is_no() => Content::Settled(verdict(Stage::Dot, &reply, message)),
        Ok(reply) => uncertain(Fault::new(Stage::Dot, Cause::Reply(reply)), message),
        Err(fault) => uncertain(fault, message),
    }
}

fn uncertain(fault: Fault, message: &Outgoing) -> Content {
    let reason = format!("the message to {} may have been delivered: {}", message.to, fault.reason());
    Content::Ended(Outcome::Uncertain { reason }, Some(fault))
}

/// Returns the bytes with dots doubled at line starts (RFC 5321, 4.5.2), and the final dot.
fn stuffed(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 64);
    let mut rest = bytes;
    while let Some(end) = rest.iter().position(|b| *b == b'\n') {
        let (line, after) = rest.split_at(end + 1);
        if line.starts_with(b".") {
            out.push(b'.');
        }
        out.extend_from_slice(line);
        rest = after;
    }
    out.extend_from_slice(b".\r\n");
    out
}

/// Returns what makes a message impossible to send as it stands.
///
/// A lone CR or LF is how one message becomes two at a lax server (CVE-2023-51764): the outbox never holds
/// one, and a damaged outbox must not send it.
pub(crate) fn unfit(message: &Outgoing) -> Option<String> {
    let is_address = |text: &str| {
        text.contains('@')
            && text.len() <= 320
            && !text.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>'))
    };
    if let Some(address) =
        [&message.from, &message.to].into_iter().chain(&message.copy).find(|address| !is_address(address))
    {
        return Some(format!("the address `{address}` can't stand in an envelope"));
    }
    let Some(lines) = message.bytes.strip_suffix(b"\n") else {
        return Some("the stored message does not end with CRLF".to_owned());
    };
    for (i, line) in lines.split(|b| *b == b'\n').enumerate() {
        let what = match line.strip_suffix(b"\r") {
            None => "has a lone LF",
            Some(line) if line.contains(&b'\r') => "has a lone CR",
            Some(line) if line.contains(&0) => "has a zero byte",
            Some(line) if line.len() > LINE_MAX => "is longer than 998 bytes",
            Some(_) => continue,
        };
        return Some(format!("line {} of the stored message {what}", i + 1));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: &[u8]) -> Outgoing {
        let (from, to) = ("giulia@example.org".to_owned(), "anna@example.org".to_owned());
        Outgoing { id: 1, from, to, copy: None, bytes: bytes.to_vec() }
    }

    #[test]
    fn dots_are_doubled_at_line_starts_only() {
        assert_eq!(stuffed(b".a\r\nb.\r\n..\r\n"), b"..a\r\nb.\r\n...\r\n.\r\n");
        assert_eq!(stuffed(b".\r\n"), b"..\r\n.\r\n");
    }

    #[test]
    fn what_could_smuggle_is_unfit() {
        assert_eq!(unfit(&message(b"a\r\n\r\nb\r\n")), None);
        for bytes in
            [&b"a\n.\r\nb\r\n"[..], b"a\r.\r\nb\r\n", b"a\r\n\nb\r\n", b"a", b"", b"a\r\nb\n", b"\0\r\n"]
        {
            assert!(unfit(&message(bytes)).is_some(), "{bytes:?}");
        }
        let mut long = vec![b'x'; LINE_MAX];
        long.extend_from_slice(b"\r\n");
        assert_eq!(unfit(&message(&long)), None);
        long.insert(0, b'x');
        assert!(unfit(&message(&long)).is_some());
    }

    #[test]
    fn addresses_that_end_the_command_are_unfit() {
        for to in ["anna@example.org> ORCPT=x", "anna@example.org\r\nDATA", "anna", "<a@b>", "a b@c"] {
            let mut message = message(b"a\r\n");
            message.to = to.to_owned();
            assert!(unfit(&message).is_some(), "{to}");
        }
    }
}
