//! The way to the mail server, against a server that misbehaves: what the user reads, what is kept, and what
//! lies in the mailbox afterwards.

use std::collections::VecDeque;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use garbo::deliver::smtp::{Event, Outcome, Outgoing, Queue, Stop, Summary, probe, send_all};
use garbo::error::{Error, ErrorKind, Result};
use garbo::model::mail_account::{Auth, Login, SecretSource, Security as Encryption, Smtp};

use crate::smtp_server::{Act, At, Certificate, Plan, Security, Server, When};

const PASSWORD: &str = "hunter2-secret";

/// Long enough for a loaded machine where nothing hangs.
const PATIENT: Duration = Duration::from_secs(20);
/// Where the server is meant to hang.
const HASTY: Duration = Duration::from_secs(1);

/// A queue in memory that keeps the groups in which events came.
#[derive(Default)]
struct Memory {
    messages: VecDeque<Outgoing>,
    groups: Vec<Vec<Event>>,
    handed_over: Vec<i64>,
    cancelled: Vec<i64>,
    /// Recording fails from this call on.
    fails_at: Option<usize>,
    stop: Option<(Stop, usize)>,
}

impl Memory {
    fn of(count: i64) -> Self {
        Self { messages: (1..=count).map(message).collect(), ..Self::default() }
    }

    fn events(&self) -> impl Iterator<Item = &Event> {
        self.groups.iter().flatten()
    }

    fn outcomes(&self) -> Vec<(i64, &Outcome)> {
        let mut found: Vec<(i64, &Outcome)> = self
            .events()
            .filter_map(|event| match event {
                Event::Outcome(id, outcome) => Some((*id, outcome)),
                Event::Begin(_) => None,
            })
            .collect();
        found.sort_by_key(|(id, _)| *id);
        found
    }

    fn only(&self) -> &Outcome {
        match self.outcomes()[..] {
            [(1, outcome)] => outcome,
            ref other => panic!("expected one outcome: {other:?}"),
        }
    }
}

impl Queue for Memory {
    fn next(&mut self) -> Result<Option<Outgoing>> {
        Ok(self.messages.pop_front())
    }

    fn record(&mut self, events: &[Event]) -> Result<Vec<i64>> {
        if self.fails_at.is_some_and(|call| self.groups.len() + 1 >= call) {
            return Err(Error::cannot_create("no space left on the disk"));
        }
        self.groups.push(events.to_vec());
        if let Some((stop, after)) = &self.stop
            && self.groups.len() >= *after
        {
            stop.request();
        }
        let begun = events.iter().filter_map(|event| match event {
            Event::Begin(id) => Some(*id),
            Event::Outcome(..) => None,
        });
        Ok(begun.filter(|id| !self.cancelled.contains(id)).collect())
    }

    fn hand_over(&mut self, id: i64) -> Result<()> {
        self.handed_over.push(id);
        Ok(())
    }
}

fn message(id: i64) -> Outgoing {
    let to = format!("client{id}@example.org");
    let bytes = format!("Subject: {id}\r\nTo: {to}\r\n\r\n.dot\r\n..\r\nletter {id}\r\n").into_bytes();
    Outgoing { id, from: "giulia@example.org".to_owned(), to, copy: None, bytes }
}

/// A server, the settings for it, and the file of trusted certificates.
struct Post {
    server: Server,
    smtp: Smtp,
    _ca: tempfile::NamedTempFile,
}

impl Post {
    fn new(plan: Plan) -> Self {
        let security = match plan.security {
            Security::None => Encryption::None,
            Security::Starttls => Encryption::Starttls,
            Security::Implicit => Encryption::Tls,
        };
        let server = Server::start(plan);
        let mut ca = tempfile::NamedTempFile::new().unwrap();
        ca.write_all(server.authority.as_bytes()).unwrap();
        let smtp = Smtp {
            host: "127.0.0.1".to_owned(),
            port: server.address.port(),
            security,
            login: None,
            ca_file: Some(ca.path().to_owned()),
            connections: 1,
            per_minute: None,
            timeout: PATIENT,
            dot_timeout: PATIENT,
        };
        Self { server, smtp, _ca: ca }
    }

    fn hasty(mut self) -> Self {
        (self.smtp.timeout, self.smtp.dot_timeout) = (HASTY, HASTY);
        self
    }

    fn login(mut self, auth: Auth, command: &str) -> Self {
        let secret = SecretSource::Command(command.to_owned());
        self.smtp.login = Some(Login { username: "giulia".to_owned(), auth, secret });
        self
    }

    fn send(&self, queue: &mut Memory) -> Summary {
        let summary = send_all(&self.smtp, queue, &Stop::new()).unwrap();
        self.check(queue, &summary);
        summary
    }

    /// What holds whatever happened.
    fn check(&self, queue: &Memory, summary: &Summary) {
        let seen = self.server.seen();
        assert_eq!(seen.violations, Vec::<String>::new(), "{:?}", seen.commands);
        let mut begun = Vec::new();
        for event in queue.events() {
            match event {
                Event::Begin(id) => begun.push(*id),
                Event::Outcome(id, outcome) => {
                    let was_handed_over = queue.handed_over.contains(id);
                    let is_told = matches!(outcome, Outcome::Sent { .. } | Outcome::Uncertain { .. });
                    assert!(begun.contains(id) && (was_handed_over || !is_told), "{id}: {outcome:?}");
                }
            }
        }
        begun.sort_unstable();
        let ended: Vec<i64> = queue.outcomes().iter().map(|(id, _)| *id).collect();
        begun.retain(|id| !queue.cancelled.contains(id));
        assert_eq!(begun, ended, "each beginning has one end");
        for (to, content) in &seen.mailbox {
            let sent = queue.handed_over.iter().map(|id| message(*id)).find(|message| message.to == *to);
            assert_eq!(sent.map(|message| message.bytes).as_ref(), Some(content), "{to}");
        }
        let count = |wanted: fn(&Outcome) -> bool| queue.outcomes().iter().filter(|(_, o)| wanted(o)).count();
        assert_eq!(summary.sent, count(|o| matches!(o, Outcome::Sent { .. })));
        assert_eq!(summary.failed, count(|o| matches!(o, Outcome::Refused { .. })));
        assert_eq!(summary.later, count(|o| matches!(o, Outcome::Later { .. })));
        assert_eq!(summary.uncertain, count(|o| matches!(o, Outcome::Uncertain { .. })));
        let told = format!("{summary:?} {:?}", queue.groups);
        assert!(!told.contains(PASSWORD), "{told}");
        if let Some(trouble) = &summary.trouble {
            assert!(trouble.to_string().lines().count() <= 20, "{trouble}");
        }
        let has_clear_password = seen.commands.iter().any(|line| line.starts_with("AUTH"));
        assert!(!has_clear_password, "{:?}", seen.commands);
    }

    fn spoke(&self, verb: &str) -> bool {
        self.server.seen().commands.iter().any(|line| line.trim_start_matches('*').starts_with(verb))
    }
}

fn plan(at: At, act: Act) -> Plan {
    Plan { faults: vec![(at, When::Always, act)], ..Plan::default() }
}

/// How one message must end.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Sent,
    Refused,
    Later,
    Uncertain,
}

fn end(outcome: &Outcome) -> (End, &str) {
    match outcome {
        Outcome::Sent { reply } => (End::Sent, reply),
        Outcome::Refused { text, .. } => (End::Refused, text),
        Outcome::Later { reason } => (End::Later, reason),
        Outcome::Uncertain { reason } => (End::Uncertain, reason),
    }
}

/// Runs each row at the same time as the others: servers that hang need not be waited for in turn.
fn each(rows: &[(At, Act, End, usize, &str)], pipelining: bool) {
    std::thread::scope(|scope| {
        for row in rows {
            scope.spawn(move || {
                let (at, act, wanted, mailbox, words) = *row;
                let mut plan = plan(at, act);
                if !pipelining {
                    plan.extensions.retain(|extension| *extension != "PIPELINING");
                }
                let mut post = Post::new(plan);
                if matches!(act, Act::Hang | Act::Trickle) {
                    post = post.hasty();
                }
                let mut queue = Memory::of(1);
                post.send(&mut queue);
                let (found, text) = end(queue.only());
                assert_eq!(found, wanted, "{row:?}: {text}");
                assert!(text.contains(words), "{row:?}: {text}");
                assert_eq!(post.server.seen().mailbox.len(), mailbox, "{row:?}: {text}");
            });
        }
    });
}

#[test]
fn faults_before_the_envelope_leave_the_message_queued() {
    let rows = [
        (At::Greeting, Act::Drop, End::Later, 0, "the server closed it, while waiting for the greeting"),
        (At::Greeting, Act::Reset, End::Later, 0, "connection lost"),
        (At::Greeting, Act::Hang, End::Later, 0, "timed out after 1 s, while waiting for the greeting"),
        (At::Greeting, Act::Say("421 4.3.2 closing\r\n"), End::Later, 0, "421 4.3.2 closing"),
        (At::Greeting, Act::Say("554 5.3.2 no service\r\n"), End::Later, 0, "554 5.3.2 no service"),
        (At::Greeting, Act::Say("250 odd\r\n"), End::Later, 0, "250 odd"),
        (At::Greeting, Act::Say("HTTP/1.1 200 OK\r\n"), End::Later, 0, "not SMTP: `HTTP/1.1 200 OK`"),
        (At::Greeting, Act::EndlessLine, End::Later, 0, "too long"),
        (At::Greeting, Act::Trickle, End::Later, 0, "timed out after 1 s"),
        (At::Ehlo, Act::Say("421 4.3.2 closing\r\n"), End::Later, 0, "421 4.3.2 closing"),
        (At::Ehlo, Act::Say("550 5.7.1 not you\r\n"), End::Later, 0, "550 5.7.1 not you"),
        (At::Ehlo, Act::Hang, End::Later, 0, "timed out after 1 s, while asking what the server can do"),
        (At::Ehlo, Act::Drop, End::Later, 0, "connection lost"),
        (At::Ehlo, Act::EndlessLines, End::Later, 0, "too long, too large"),
        (At::Ehlo, Act::Trickle, End::Later, 0, "timed out after 1 s"),
        (At::Ehlo, Act::Say("250-a\r\n550 b\r\n"), End::Later, 0, "contradict each other"),
    ];
    each(&rows, true);
}

#[test]
fn faults_of_the_envelope_are_told_apart() {
    let rows = [
        (
            At::Mail,
            Act::Say("451 4.3.0 later\r\n"),
            End::Later,
            0,
            "sender giulia@example.org: 451 4.3.0 later",
        ),
        (At::Mail, Act::Say("550 5.7.1 not yours\r\n"), End::Refused, 0, "550 5.7.1 not yours"),
        (At::Mail, Act::Say("354 odd\r\n"), End::Later, 0, "354 odd"),
        (At::Mail, Act::Hang, End::Later, 0, "timed out after 1 s, while naming the sender"),
        (At::Mail, Act::SayAndDrop("421 4.3.2 closing\r\n"), End::Later, 0, "421 4.3.2 closing"),
        (At::Rcpt, Act::Say("450 4.2.1 greylisted\r\n"), End::Later, 0, "client1@example.org: 450 4.2.1"),
        (At::Rcpt, Act::Say("550 5.1.1 no such user\r\n"), End::Refused, 0, "client1@example.org: 550 5.1.1"),
        (At::Rcpt, Act::SayAndDrop("550 5.1.1 no such user\r\n"), End::Refused, 0, "550 5.1.1 no such user"),
        (At::Rcpt, Act::Drop, End::Later, 0, "connection lost"),
        (At::Rcpt, Act::Reset, End::Later, 0, "connection lost"),
        (At::Rcpt, Act::Hang, End::Later, 0, "timed out after 1 s, while naming the recipient"),
        (At::Rcpt, Act::Say("gibberish\r\n"), End::Later, 0, "not SMTP: `gibberish`"),
        (At::Data, Act::Say("421 4.3.2 closing\r\n"), End::Later, 0, "421 4.3.2 closing"),
        (At::Data, Act::Say("451 4.3.0 later\r\n"), End::Later, 0, "451 4.3.0 later"),
        (
            At::Data,
            Act::Say("554 5.7.1 spam\r\n"),
            End::Refused,
            0,
            "message to client1@example.org: 554 5.7.1",
        ),
        (At::Data, Act::Say("250 absurd\r\n"), End::Later, 0, "250 absurd"),
        (At::Data, Act::Drop, End::Later, 0, "connection lost"),
        (At::Data, Act::Hang, End::Later, 0, "timed out after 1 s, while announcing the message"),
    ];
    each(&rows, true);
    each(&rows, false);
}

#[test]
fn after_the_final_dot_only_250_is_sent_and_doubt_is_told() {
    let lost = "the message to client1@example.org may have been delivered: connection lost";
    let rows = [
        (At::Dot, Act::Say("250 2.0.0 queued\r\n"), End::Sent, 1, "2.0.0 queued"),
        (At::Dot, Act::Say("250\r\n"), End::Sent, 1, ""),
        (At::Dot, Act::Say("250-two\r\n250 lines\r\n"), End::Sent, 1, "two lines"),
        (At::Dot, Act::Late, End::Sent, 1, "queued as 1"),
        (At::Dot, Act::Say("421 4.3.2 closing\r\n"), End::Later, 0, "421 4.3.2 closing"),
        (At::Dot, Act::Say("451 4.3.0 later\r\n"), End::Later, 0, "451 4.3.0 later"),
        (At::Dot, Act::Say("452 4.3.1 full\r\n"), End::Later, 0, "452 4.3.1 full"),
        (At::Dot, Act::Say("552 5.3.4 too big\r\n"), End::Refused, 0, "552 5.3.4 too big"),
        (At::Dot, Act::Say("554 5.7.1 spam\r\n"), End::Refused, 0, "554 5.7.1 spam"),
        (At::Dot, Act::Drop, End::Uncertain, 1, lost),
        (At::Dot, Act::Reset, End::Uncertain, 1, lost),
        (At::Dot, Act::SayAndDrop("250 ok without end"), End::Uncertain, 1, lost),
        (At::Dot, Act::Hang, End::Uncertain, 1, "may have been delivered: timed out after 1 s"),
        (At::Dot, Act::Trickle, End::Uncertain, 1, "may have been delivered: timed out after 1 s"),
        (At::Dot, Act::Say("gibberish\r\n"), End::Uncertain, 1, "may have been delivered"),
        (At::Dot, Act::Say("354 go\r\n"), End::Uncertain, 1, "may have been delivered"),
        (At::Dot, Act::Say("251 odd\r\n"), End::Uncertain, 1, "may have been delivered"),
        (At::Dot, Act::Say("250-a\r\n550 b\r\n"), End::Uncertain, 1, "contradict each other"),
        (At::Dot, Act::EndlessLine, End::Uncertain, 1, "too long"),
        (At::Quit, Act::Drop, End::Sent, 1, ""),
        (At::Quit, Act::Hang, End::Sent, 1, ""),
        (At::Quit, Act::Say("garbage\r\n"), End::Sent, 1, ""),
    ];
    each(&rows, true);
}

#[test]
fn a_message_that_was_not_taken_is_uncertain_all_the_same() {
    let post = Post::new(Plan { is_taken: false, ..plan(At::Dot, Act::Drop) });
    let mut queue = Memory::of(1);
    assert_eq!(post.send(&mut queue).uncertain, 1);
    assert_eq!(post.server.recipients(), Vec::<String>::new());
}

#[test]
fn a_connection_lost_in_the_content_is_never_taken_as_sent() {
    for act in [Act::Drop, Act::Reset, Act::SayAndDrop("451 4.3.0 failing\r\n")] {
        let post = Post::new(plan(At::Content, act));
        let mut queue = Memory::of(1);
        post.send(&mut queue);
        let (found, text) = end(queue.only());
        assert!(matches!(found, End::Later | End::Uncertain), "{act:?}: {text}");
    }
}

#[test]
fn a_long_message_cut_off_halfway_stays_queued() {
    let post = Post::new(Plan { extensions: vec![], ..plan(At::Content, Act::Reset) });
    let mut queue = Memory::default();
    let bytes = format!("Subject: long\r\n\r\n{}", "0123456789abcde\r\n".repeat(1 << 20)).into_bytes();
    queue.messages.push_back(Outgoing { bytes, ..message(1) });
    post.send(&mut queue);
    let (found, text) = end(queue.only());
    assert_eq!(found, End::Later, "{text}");
    assert!(text.contains("connection lost") && text.contains("sending the message"), "{text}");
    assert!(queue.handed_over.is_empty());
}

#[test]
fn all_of_a_batch_arrives_once_over_several_connections() {
    for extensions in [Plan::default().extensions, vec![], vec!["PIPELINING"]] {
        let mut post = Post::new(Plan { extensions, ..Plan::default() });
        post.smtp.connections = 4;
        let mut queue = Memory::of(60);
        let summary = post.send(&mut queue);
        assert_eq!((summary.sent, &summary.trouble), (60, &None));
        let mut wanted: Vec<String> = (1..=60).map(|id| message(id).to).collect();
        wanted.sort();
        assert_eq!(post.server.recipients(), wanted);
        assert!(post.server.seen().connections <= 4);
    }
}

#[test]
fn events_of_several_connections_share_a_commit() {
    let mut post = Post::new(Plan::default());
    post.smtp.connections = 8;
    let mut queue = Memory::of(200);
    post.send(&mut queue);
    assert_eq!(queue.events().count(), 400);
    assert!(queue.groups.len() < 200, "{} commits for 200 messages", queue.groups.len());
}

#[test]
fn an_empty_queue_touches_nothing() {
    let post = Post::new(Plan::default()).login(Auth::Password, "false");
    assert_eq!(post.send(&mut Memory::default()), Summary::default());
    assert_eq!(post.server.seen().connections, 0);
}

#[test]
fn one_bad_recipient_does_not_stop_the_rest() {
    for pipelining in [true, false] {
        let mut plan = Plan {
            faults: vec![
                (At::Rcpt, When::To("client2@example.org"), Act::Say("550 5.1.1 no such user\r\n")),
                (At::Rcpt, When::To("client4@example.org"), Act::Say("451 4.2.1 later\r\n")),
                (At::Dot, When::To("client5@example.org"), Act::Drop),
                (At::Rcpt, When::To("client6@example.org"), Act::Drop),
                (At::Dot, When::To("client8@example.org"), Act::Say("554 5.7.1 spam\r\n")),
            ],
            ..Plan::default()
        };
        if !pipelining {
            plan.extensions.clear();
        }
        let post = Post::new(plan);
        let mut queue = Memory::of(9);
        let summary = post.send(&mut queue);
        let ends: Vec<End> = queue.outcomes().iter().map(|(_, outcome)| end(outcome).0).collect();
        use End::{Later, Refused, Sent, Uncertain};
        assert_eq!(ends, [Sent, Refused, Sent, Later, Uncertain, Later, Sent, Refused, Sent]);
        assert_eq!(summary.trouble, None);
        let wanted: Vec<String> = [1, 3, 5, 7, 9].map(|id| message(id).to).to_vec();
        assert_eq!(post.server.recipients(), wanted);
    }
}

#[test]
fn a_server_that_hangs_up_every_eight_messages_gets_them_all() {
    let goodbye = Act::SayAndDrop("421 4.7.0 too many messages\r\n");
    let post =
        Post::new(Plan { faults: vec![(At::Mail, When::FromInConnection(9), goodbye)], ..Plan::default() });
    let mut queue = Memory::of(30);
    assert_eq!(post.send(&mut queue).sent, 30);
    assert_eq!(post.server.seen().connections, 4);
}

#[test]
fn a_server_that_always_hangs_up_is_given_up() {
    let post = Post::new(plan(At::Mail, Act::Drop));
    let mut queue = Memory::of(100);
    let summary = post.send(&mut queue);
    assert_eq!((summary.sent, summary.uncertain), (0, 0));
    assert!(summary.later < 10 && post.server.seen().connections < 10);
    let trouble = summary.trouble.expect("the run ended early");
    assert_eq!(trouble.kind, ErrorKind::TryAgain);
    assert!(trouble.to_string().contains("connection lost"), "{trouble}");
}

#[test]
fn a_server_with_room_for_one_connection_gets_them_all() {
    let full = Act::SayAndDrop("421 4.7.0 too many connections\r\n");
    let faults = (2..6).map(|n| (At::Greeting, When::Only(n), full)).collect();
    let mut post = Post::new(Plan { faults, ..Plan::default() });
    post.smtp.connections = 4;
    let mut queue = Memory::of(20);
    let summary = post.send(&mut queue);
    assert_eq!((summary.sent, summary.trouble), (20, None));
}

#[test]
fn an_outcome_shares_a_commit_with_the_next_beginning() {
    let post = Post::new(Plan::default());
    let mut queue = Memory::of(3);
    post.send(&mut queue);
    let shape: Vec<Vec<(&str, i64)>> = queue
        .groups
        .iter()
        .map(|group| {
            let name = |event: &Event| match event {
                Event::Begin(id) => ("begin", *id),
                Event::Outcome(id, _) => ("end", *id),
            };
            group.iter().map(name).collect()
        })
        .collect();
    let wanted = [
        vec![("begin", 1)],
        vec![("end", 1), ("begin", 2)],
        vec![("end", 2), ("begin", 3)],
        vec![("end", 3)],
    ];
    assert_eq!(shape, wanted);
}

#[test]
fn a_message_cancelled_meanwhile_is_not_sent() {
    let post = Post::new(Plan::default());
    let mut queue = Memory { cancelled: vec![2, 3], ..Memory::of(4) };
    assert_eq!(post.send(&mut queue).sent, 2);
    assert_eq!(post.server.recipients(), [message(1).to, message(4).to]);
}

#[test]
fn nothing_leaves_once_the_outbox_fails() {
    for fails_at in 1..=6 {
        let post = Post::new(Plan::default());
        let mut queue = Memory { fails_at: Some(fails_at), ..Memory::of(10) };
        let error = send_all(&post.smtp, &mut queue, &Stop::new()).unwrap_err();
        assert_eq!(error.to_string(), "error: no space left on the disk");
        assert_eq!(post.server.seen().mailbox.len(), fails_at - 1, "failing at {fails_at}");
        assert_eq!(queue.handed_over.len(), fails_at - 1);
    }
}

#[test]
fn stopping_ends_after_the_current_message() {
    let post = Post::new(Plan::default());
    let stop = Stop::new();
    let mut queue = Memory { stop: Some((stop.clone(), 4)), ..Memory::of(50) };
    let summary = send_all(&post.smtp, &mut queue, &stop).unwrap();
    post.check(&queue, &summary);
    assert_eq!((summary.sent, summary.later, summary.uncertain, summary.is_stopped), (3, 1, 0, true));
    assert_eq!(summary.trouble, None);
    assert_eq!(post.server.seen().mailbox.len(), 3);
}

#[test]
fn stopping_wakes_a_run_that_waits() {
    let hangs = [Post::new(plan(At::Greeting, Act::Hang)), Post::new(plan(At::Rcpt, Act::Hang)), {
        let mut post = Post::new(Plan::default());
        post.smtp.per_minute = Some(1);
        post
    }];
    for post in hangs {
        let stop = Stop::new();
        let mut queue = Memory::of(5);
        let summary = std::thread::scope(|scope| {
            let run = scope.spawn(|| send_all(&post.smtp, &mut queue, &stop).unwrap());
            // As soon as the server has somebody on the line.
            while post.server.seen().connections == 0 {
                std::thread::yield_now();
            }
            stop.request();
            run.join().unwrap()
        });
        post.check(&queue, &summary);
        assert!(summary.is_stopped && summary.sent <= 1 && summary.uncertain == 0, "{summary:?}");
        assert_eq!(summary.trouble, None);
    }
}

#[test]
fn size_is_checked_before_anything_is_sent() {
    let post = Post::new(Plan { extensions: vec!["SIZE 20"], ..Plan::default() });
    let mut queue = Memory::of(1);
    post.send(&mut queue);
    let (found, text) = end(queue.only());
    assert_eq!((found, text), (End::Refused, "the size is 59 bytes, and the server takes at most 20"));
    assert!(!post.spoke("MAIL") && !post.spoke("DATA"));
}

#[test]
fn an_address_beyond_ascii_needs_smtputf8() {
    let outgoing = || Outgoing { to: "почта@xn--e1afmkfd.xn--p1ai".to_owned(), ..message(1) };
    let without = Post::new(Plan { extensions: vec!["8BITMIME"], ..Plan::default() });
    let mut queue = Memory::default();
    queue.messages.push_back(outgoing());
    without.send(&mut queue);
    let (found, text) = end(queue.only());
    assert_eq!(found, End::Refused);
    assert!(text.contains("does not offer SMTPUTF8") && text.contains("почта@"), "{text}");
    assert!(!without.spoke("MAIL"));

    let with = Post::new(Plan::default());
    let mut queue = Memory::default();
    queue.messages.push_back(outgoing());
    let summary = send_all(&with.smtp, &mut queue, &Stop::new()).unwrap();
    assert_eq!(summary.sent, 1);
    assert_eq!(with.server.recipients(), ["почта@xn--e1afmkfd.xn--p1ai"]);
    assert!(with.server.seen().commands.iter().any(|line| line.ends_with(" SMTPUTF8")));
}

#[test]
fn eight_bit_content_needs_8bitmime() {
    let outgoing =
        || Outgoing { bytes: "Subject: x\r\n\r\nперевод\r\n".as_bytes().to_vec(), ..message(1) };
    let post = Post::new(Plan { extensions: vec![], ..Plan::default() });
    let mut queue = Memory::default();
    queue.messages.push_back(outgoing());
    post.send(&mut queue);
    assert!(matches!(queue.only(), Outcome::Refused { code: None, text } if text.contains("8BITMIME")));
    assert!(!post.spoke("MAIL"));
}

#[test]
fn a_damaged_message_is_refused_before_connecting() {
    let post = Post::new(Plan::default());
    let mut queue = Memory::default();
    queue.messages.push_back(Outgoing { bytes: b"a\n.\nMAIL FROM:<x@y>\r\n".to_vec(), ..message(1) });
    queue.messages.push_back(Outgoing { to: "a@b> NOTIFY=NEVER".to_owned(), ..message(2) });
    assert_eq!(post.send(&mut queue).failed, 2);
    assert_eq!(post.server.seen().connections, 0);
}

#[test]
fn nobody_listening_is_told_as_refused() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let mut post = Post::new(Plan::default());
    post.smtp.port = port;
    let mut queue = Memory::of(3);
    let summary = post.send(&mut queue);
    assert_eq!(end(queue.only()), (End::Later, "connection refused"));
    let trouble = summary.trouble.unwrap();
    assert_eq!(trouble.kind, ErrorKind::TryAgain);
    let text = trouble.to_string();
    assert!(text.contains(&format!("127.0.0.1:{port}")) && text.contains("connection refused"), "{text}");
    assert_eq!(queue.messages.len(), 2);
}

#[test]
fn a_host_that_does_not_exist_is_named() {
    let mut post = Post::new(Plan { security: Security::Implicit, ..Plan::default() });
    // Longer than a label can be: no resolver asks the network for it.
    post.smtp.host = "x".repeat(64);
    let summary = post.send(&mut Memory::of(1));
    let text = summary.trouble.unwrap().to_string();
    assert!(text.contains("cannot resolve the host name xxxxx"), "{text}");
}

fn encrypted(security: Security) -> Plan {
    let mut plan = Plan { security, ..Plan::default() };
    plan.extensions.push("AUTH PLAIN LOGIN XOAUTH2");
    if security == Security::Starttls {
        plan.extensions.push("STARTTLS");
    }
    plan
}

fn printing(secret: &str) -> String {
    format!("printf '%s\\nnotes\\n' {secret}")
}

#[test]
fn letters_leave_encrypted_and_logged_in() {
    for security in [Security::Implicit, Security::Starttls] {
        for (auth, offered) in [
            (Auth::Password, "AUTH PLAIN LOGIN"),
            (Auth::Password, "AUTH LOGIN CRAM-MD5"),
            (Auth::Password, "AUTH=LOGIN"),
            (Auth::Xoauth2, "AUTH PLAIN XOAUTH2"),
        ] {
            let mut plan = encrypted(security);
            plan.extensions.retain(|extension| !extension.starts_with("AUTH"));
            plan.extensions.push(offered);
            let mut post = Post::new(plan).login(auth, &printing(PASSWORD));
            post.smtp.connections = 2;
            let mut queue = Memory::of(8);
            let summary = post.send(&mut queue);
            assert_eq!((summary.sent, summary.trouble), (8, None), "{security:?} {offered}");
            let seen = post.server.seen();
            let clear = seen.commands.iter().filter(|line| !line.starts_with('*'));
            assert!(clear.into_iter().all(|line| line.starts_with("EHLO") || line == "STARTTLS"));
        }
    }
}

#[test]
fn a_self_signed_authority_is_trusted_when_the_user_names_it() {
    let plan = Plan { certificate: Certificate::PinnedAuthority, ..encrypted(Security::Implicit) };
    let post = Post::new(plan).login(Auth::Password, &printing(PASSWORD));
    assert_eq!(post.send(&mut Memory::of(1)).sent, 1);
}

#[test]
fn a_bad_certificate_is_named_and_gets_nothing() {
    let rows = [
        (Certificate::WrongHost, "certificate is for another host, not for 127.0.0.1"),
        (Certificate::PinnedElsewhere, "certificate is for another host, not for 127.0.0.1"),
        (Certificate::Expired, "certificate has expired"),
        (Certificate::SelfSigned, "certificate is self-signed"),
    ];
    for security in [Security::Implicit, Security::Starttls] {
        for (certificate, words) in rows {
            let plan = Plan { certificate, ..encrypted(security) };
            let post = Post::new(plan).login(Auth::Password, &printing(PASSWORD));
            let mut queue = Memory::of(3);
            let summary = post.send(&mut queue);
            let trouble = summary.trouble.unwrap();
            assert!(trouble.to_string().contains(words), "{trouble}");
            assert_eq!(trouble.kind, ErrorKind::Configuration);
            assert_eq!(end(queue.only()).0, End::Later);
            assert!(!post.spoke("AUTH") && !post.spoke("MAIL"));
            assert_eq!(post.server.seen().connections, 1);
        }
    }
}

#[test]
fn starttls_is_required_and_nothing_may_come_before_it() {
    let mut stripped = encrypted(Security::Starttls);
    stripped.extensions.retain(|extension| *extension != "STARTTLS");
    let with = |at, act| Plan { faults: vec![(at, When::Always, act)], ..encrypted(Security::Starttls) };
    let injected = "220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n235 welcome\r\n";
    let rows = [
        (stripped, "refuses to go on unencrypted"),
        (with(At::Starttls, Act::Say("454 4.7.0 not now\r\n")), "454 4.7.0 not now"),
        (with(At::Starttls, Act::Say(injected)), "unexpected data before TLS"),
        (with(At::Handshake, Act::Drop), "TLS failed: connection lost"),
        (with(At::Handshake, Act::SayAndDrop("this is no handshake\r\n")), "TLS"),
    ];
    for (plan, words) in rows {
        let post = Post::new(plan).login(Auth::Password, &printing(PASSWORD));
        let mut queue = Memory::of(2);
        let summary = post.send(&mut queue);
        let trouble = summary.trouble.unwrap();
        assert!(trouble.to_string().contains(words), "{words}: {trouble}");
        assert_eq!(end(queue.only()).0, End::Later);
        assert!(!post.spoke("AUTH") && !post.spoke("MAIL"), "{:?}", post.server.seen().commands);
    }
}

#[test]
fn a_handshake_that_hangs_times_out() {
    for security in [Security::Implicit, Security::Starttls] {
        let plan = Plan { faults: vec![(At::Handshake, When::Always, Act::Hang)], ..encrypted(security) };
        let summary = Post::new(plan).hasty().send(&mut Memory::of(1));
        let text = summary.trouble.unwrap().to_string();
        assert!(text.contains("TLS failed: timed out after 1 s"), "{text}");
    }
}

#[test]
fn a_failed_login_is_tried_once_and_told() {
    let with = |act| Plan { faults: vec![(At::Auth, When::Always, act)], ..encrypted(Security::Implicit) };
    let rows = [
        (with(Act::Say("535 5.7.8 no\r\n")), "535 5.7.8 no", ErrorKind::Configuration),
        (with(Act::Say("454 4.7.0 busy\r\n")), "454 4.7.0 busy", ErrorKind::TryAgain),
        (with(Act::Drop), "connection lost", ErrorKind::TryAgain),
        (with(Act::Say("334 \r\n")), "keeps asking (334)", ErrorKind::Configuration),
    ];
    for (plan, words, kind) in rows {
        let mut post = Post::new(plan).login(Auth::Password, &printing(PASSWORD));
        post.smtp.connections = 3;
        let mut queue = Memory::of(6);
        let summary = post.send(&mut queue);
        let trouble = summary.trouble.unwrap();
        assert!(trouble.to_string().contains(words), "{words}: {trouble}");
        assert_eq!(trouble.kind, kind, "{words}");
        assert_eq!((summary.sent, summary.failed), (0, 0));
        let tries = post.server.seen().commands.iter().filter(|line| line.starts_with("*AUTH")).count();
        assert_eq!(tries, 1, "{words}");
        assert!(!post.spoke("MAIL"));
    }
}

#[test]
fn a_wrong_password_or_token_is_told_with_the_code() {
    for (auth, words) in
        [(Auth::Password, "535 5.7.8 wrong password"), (Auth::Xoauth2, "535 5.7.8 token expired")]
    {
        let post = Post::new(encrypted(Security::Implicit)).login(auth, &printing("wrong"));
        let text = post.send(&mut Memory::of(1)).trouble.unwrap().to_string();
        assert!(text.contains("authentication failed") && text.contains(words), "{text}");
    }
}

#[test]
fn a_server_without_a_known_login_is_told() {
    for (offered, words) in
        [(None, "it offers none at all"), (Some("AUTH CRAM-MD5 GSSAPI"), "it offers CRAM-MD5, GSSAPI")]
    {
        let mut plan = encrypted(Security::Implicit);
        plan.extensions.retain(|extension| !extension.starts_with("AUTH"));
        plan.extensions.extend(offered);
        let post = Post::new(plan).login(Auth::Password, &printing(PASSWORD));
        let text = post.send(&mut Memory::of(1)).trouble.unwrap().to_string();
        assert!(text.contains("offers no login that garbo knows") && text.contains(words), "{text}");
        assert!(!post.spoke("AUTH") && !post.spoke("MAIL"));
    }
}

#[test]
fn a_server_that_wants_a_login_stops_the_run() {
    let post = Post::new(encrypted(Security::Implicit));
    let mut queue = Memory::of(5);
    let summary = post.send(&mut queue);
    let trouble = summary.trouble.unwrap();
    assert!(trouble.to_string().contains("530 5.7.0 log in first"), "{trouble}");
    assert_eq!((summary.failed, summary.later), (0, 1));
}

#[test]
fn a_password_never_crosses_a_clear_connection() {
    let mut plan = Plan::default();
    plan.extensions.push("AUTH PLAIN LOGIN");
    let post = Post::new(plan).login(Auth::Password, &printing(PASSWORD));
    let text = post.send(&mut Memory::of(1)).trouble.unwrap().to_string();
    assert!(text.contains("never sent over a connection without encryption"), "{text}");
    assert!(!post.spoke("AUTH") && !post.spoke("MAIL"));
}

#[test]
fn no_encryption_works_on_this_computer_only() {
    let mut post = Post::new(Plan::default());
    // TEST-NET-1: leads nowhere, and nothing is sent there.
    post.smtp.host = "192.0.2.1".to_owned();
    let text = post.send(&mut Memory::of(1)).trouble.unwrap().to_string();
    assert!(text.contains("works on this computer only"), "{text}");
}

#[test]
fn a_secret_that_cannot_be_had_is_told_before_connecting() {
    let variable = SecretSource::Env("GARBO_TEST_NO_SUCH_VARIABLE".to_owned());
    let rows = [
        (SecretSource::Command("false".to_owned()), "`password_command` failed: false"),
        (SecretSource::Command("true".to_owned()), "`password_command` gave an empty secret"),
        (SecretSource::Command("sleep 60".to_owned()), "`password_command` timed out after 1 s: sleep"),
        (SecretSource::Command("no-such-program-of-garbo".to_owned()), "`password_command` can't be started"),
        (SecretSource::Command("printf 'open".to_owned()), "`password_command` is no command line"),
        (SecretSource::Command(format!("sh -c 'echo {PASSWORD}; exit 3'")), "`password_command` failed: sh"),
        (variable, "`password_env` names GARBO_TEST_NO_SUCH_VARIABLE, which is not set"),
    ];
    for (secret, words) in rows {
        let mut post = Post::new(encrypted(Security::Implicit)).hasty();
        post.smtp.login = Some(Login { username: "giulia".to_owned(), auth: Auth::Password, secret });
        let summary = post.send(&mut Memory::of(2));
        let trouble = summary.trouble.unwrap();
        assert!(trouble.to_string().contains(words), "{words}: {trouble}");
        assert_eq!(trouble.kind, ErrorKind::Configuration);
        assert_eq!(post.server.seen().connections, 0);
    }
}

#[test]
fn a_ca_file_that_is_none_is_named() {
    let mut post = Post::new(encrypted(Security::Implicit));
    post.smtp.ca_file = Some(PathBuf::from("no/such/ca.pem"));
    let text = post.send(&mut Memory::of(1)).trouble.unwrap().to_string();
    assert!(text.contains("`ca_file` can't be read") && text.contains("no/such/ca.pem"), "{text}");
    let empty = tempfile::NamedTempFile::new().unwrap();
    post.smtp.ca_file = Some(empty.path().to_owned());
    let text = post.send(&mut Memory::of(1)).trouble.unwrap().to_string();
    assert!(text.contains("`ca_file` holds no certificate"), "{text}");
}

#[test]
fn the_probe_names_each_step() {
    let post = Post::new(encrypted(Security::Starttls)).login(Auth::Password, &printing(PASSWORD));
    let lines = probe(&post.smtp);
    let shown: Vec<String> = lines
        .iter()
        .map(|line| format!("{}: {}", line.step, line.result.as_ref().map_or("?", String::as_str)))
        .collect();
    let address = post.server.address;
    assert_eq!(
        shown,
        [
            "password: printed by `password_command`".to_owned(),
            "host name: 127.0.0.1".to_owned(),
            format!("connection: {address}"),
            "encryption: TLS 1.3".to_owned(),
            "capabilities: PIPELINING, 8BITMIME, SMTPUTF8, SIZE 100000, AUTH PLAIN LOGIN XOAUTH2".to_owned(),
            "login: PLAIN".to_owned(),
        ]
    );
    assert!(!post.spoke("MAIL"));

    let wrong = Post::new(encrypted(Security::Implicit)).login(Auth::Password, &printing("wrong"));
    let lines = probe(&wrong.smtp);
    let last = lines.last().unwrap();
    let text = last.result.as_ref().unwrap_err().to_string();
    assert!(last.step == "login" && text.contains("535") && text.contains("hint:"), "{text}");
    assert_eq!(lines.iter().filter(|line| line.result.is_ok()).count(), lines.len() - 1);
}
