//! How much of the processor a process has used, from `/proc`.
//!
//! On a machine that others use too, CPU per request says more than requests per second.

use std::time::Duration;

use crate::Error;

/// Ticks of a second in `/proc/<pid>/stat`: fixed at 100 in Linux's interface, whatever the kernel counts with.
const TICKS_PER_SECOND: u64 = 100;

/// The processes whose CPU time counts.
pub(crate) struct Watched {
    pub(crate) server: u32,
    pub(crate) database: Option<u32>,
}

/// CPU time since the processes started.
#[derive(Clone, Copy)]
pub(crate) struct CpuTimes {
    pub(crate) server: Duration,
    pub(crate) database: Option<Duration>,
}

impl Watched {
    /// Reads the clocks.
    pub(crate) fn cpu_times(&self) -> Result<CpuTimes, Error> {
        Ok(CpuTimes { server: cpu_time(self.server)?, database: self.database.map(cpu_time).transpose()? })
    }
}

impl CpuTimes {
    /// What was used since an earlier reading.
    pub(crate) fn since(self, earlier: Self) -> Self {
        Self {
            server: self.server.saturating_sub(earlier.server),
            database: self.database.zip(earlier.database).map(|(now, then)| now.saturating_sub(then)),
        }
    }
}

fn cpu_time(pid: u32) -> Result<Duration, Error> {
    let path = format!("/proc/{pid}/stat");
    let stat = std::fs::read_to_string(&path).map_err(|error| format!("cannot read {path}: {error}"))?;
    let ticks = ticks(&stat).ok_or_else(|| format!("cannot understand {path}"))?;
    Ok(Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND))
}

/// How much memory a process has in use, in bytes.
pub(crate) fn resident_bytes(pid: u32) -> Result<u64, Error> {
    let path = format!("/proc/{pid}/status");
    let status = std::fs::read_to_string(&path).map_err(|error| format!("cannot read {path}: {error}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    Ok(kilobytes.ok_or_else(|| format!("cannot understand {path}"))? * 1024)
}

/// User and system time together: fields 14 and 15.
fn ticks(stat: &str) -> Option<u64> {
    // The second field is the program's name in brackets, and may hold blanks and brackets of its own.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let user: u64 = fields.nth(11)?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_program_does_not_shift_the_fields() {
        for name in ["bolt", "a b", "a) 1 2 (b"] {
            let stat = format!("42 ({name}) S 1 42 42 0 -1 4194560 100 0 0 0 70 5 0 0 20 0 1 0 999 1 1");
            assert_eq!(ticks(&stat), Some(75), "{name}");
        }
        assert_eq!(ticks("42 (bolt) S 1"), None);
    }
}
