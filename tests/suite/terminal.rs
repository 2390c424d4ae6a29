//! A terminal for tests: the real program on a pseudo-terminal, typed to and read from as a coach would.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use crate::desk::Desk;

/// What the arrow key down sends.
pub const DOWN: &str = "\x1b[B";
/// What the enter key sends.
pub const ENTER: &str = "\r";

/// Longest wait for a text that has to come. It is never reached by a program that works.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program that runs on a terminal.
pub struct Terminal {
    keys: File,
    screen: Receiver<Vec<u8>>,
    child: Child,
    /// Everything shown so far, without colours
    pub shown: String,
    /// How much of it was already asked for
    read: usize,
    /// What came and is no whole letter or sequence yet
    pending: Vec<u8>,
}

impl Terminal {
    /// Starts the program with these arguments.
    pub fn start(desk: &Desk, arguments: &[&str]) -> Self {
        Self::start_with(desk, arguments, &[])
    }

    /// Starts the program with variables of the environment besides.
    pub fn start_with(desk: &Desk, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let keys = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&keys).unwrap();
        unlockpt(&keys).unwrap();
        let name = ptsname(&keys, Vec::new()).unwrap();
        let side = File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
        // Wide enough that no sentence is broken.
        let size = Winsize { ws_row: 60, ws_col: 240, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&side, size).unwrap();
        let stdio = || Stdio::from(side.try_clone().unwrap());
        let mut command = desk.command(arguments);
        command.env("TERM", "xterm").envs(variables.iter().copied());
        let child = command.stdin(stdio()).stdout(stdio()).stderr(stdio()).spawn().unwrap();
        let keys = File::from(keys);
        let mut screen = keys.try_clone().unwrap();
        let (send, receive) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            // A closed terminal ends the reading with an error.
            while let Ok(count @ 1..) = screen.read(&mut buffer) {
                if send.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { keys, screen: receive, child, shown: String::new(), read: 0, pending: Vec::new() }
    }

    /// Waits until a text is shown that was not there before.
    pub fn sees(&mut self, text: &str) -> &mut Self {
        loop {
            if let Some(at) = self.shown[self.read..].find(text) {
                self.read += at + text.len();
                return self;
            }
            match self.screen.recv_timeout(PATIENCE) {
                Ok(bytes) => self.take(&bytes),
                Err(_) => panic!("`{text}` did not come; the terminal shows:\n{}", self.shown),
            }
        }
    }

    /// Types something.
    pub fn types(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self
    }

    /// Types a line and the enter key.
    pub fn enters(&mut self, line: &str) -> &mut Self {
        self.types(line).types(ENTER)
    }

    /// Waits for the program to end and returns its exit code and all that was shown.
    pub fn ends(mut self, code: i32) -> String {
        let status = self.child.wait().unwrap();
        // The channel ends with the terminal, once everything is read.
        while let Ok(bytes) = self.screen.recv() {
            self.take(&bytes);
        }
        assert_eq!(status.code(), Some(code), "{}", self.shown);
        self.shown
    }

    /// Takes in what was shown, without the sequences that move and colour; a piece cut off waits for its rest.
    fn take(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
        let valid = match std::str::from_utf8(&self.pending) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let text = String::from_utf8(self.pending[..valid].to_vec()).unwrap();
        let mut rest = text.as_str();
        while let Some(letter) = rest.chars().next() {
            if letter == '\x1b' {
                // `ESC [ … letter`: the sequences that these programs send.
                let Some(end) =
                    rest.get(2..).and_then(|inside| inside.find(|c: char| c.is_ascii_alphabetic()))
                else {
                    break;
                };
                rest = &rest[2 + end + 1..];
                continue;
            }
            if letter != '\r' {
                self.shown.push(letter);
            }
            rest = &rest[letter.len_utf8()..];
        }
        let done = valid - rest.len();
        self.pending.drain(..done);
    }
}
