//! Who takes which role: assistants beside the person who does a service, and services one after the other.
//!
//! A start is free if the whole visit can be arranged from it, and everybody is listed for a role who takes it in
//! some complete arrangement. One arrangement is enough to list all who are in it, so the search asks for those
//! only who are not listed yet. The services are gone through in order; all that the rest of a visit needs to know
//! of what came before is who is still engaged (a buffer, tidying up) and how much it adds to the day of whoever has a
//! daily limit, so each such state is looked into once, however many ways lead there.
//!
//! Start reading at [`Visit::roles`], which lists everybody, and [`Visit::earliest`], which settles on one arrangement.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use crate::PersonIndex;
use crate::board::Board;
use crate::mask::Mask;
use crate::team::{a_team, find_with_team, who_is_in_some_team};

/// How many states are kept in mind from one start to the next.
const MOST_KNOWN: usize = 20_000;

/// For each role, in order, who could take it.
pub(crate) type Roles = Vec<Vec<PersonIndex>>;

/// A role that somebody takes, and when its service starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) start: usize,
    pub(crate) person: PersonIndex,
}

/// Somebody for each role, in order.
type Arrangement = Vec<Assignment>;

/// A visit to be arranged.
#[derive(Debug)]
pub(crate) struct Visit<'b, 'q, 'a> {
    board: &'b Board<'q, 'a>,
    services: Vec<Wanted>,
    max_wait: usize,
    /// No service may start later than this, each on its own; in general there is no such bound.
    latest: Vec<usize>,
    /// What came of the states looked into, with these bounds.
    known: HashMap<State, Option<Arrangement>>,
}

/// One service of it.
#[derive(Debug)]
struct Wanted {
    client: usize,
    engaged: Vec<Range<i64>>,
    roles: Vec<Vec<Candidate>>,
    /// Starts at which each role has somebody, nothing is lacking and the rest of the visit might follow.
    possible: Mask,
    /// Longest time before their start at which this service or a later one engages people.
    lead: i64,
    /// People with a daily limit who might do this service or a later one.
    limited: Vec<PersonIndex>,
}

/// Somebody who may take a role, and the starts at which they can.
type Candidate = (PersonIndex, Rc<Mask>);

/// What decides how the rest of a visit can go on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    nth: usize,
    start: usize,
    /// Who is still engaged by earlier services, in order.
    engaged: Vec<Engagement>,
    /// What earlier services add to the days of those who have a limit and might do more, in order.
    done: Vec<Done>,
    wish: Option<Wish>,
}

/// A service of the visit that counts on somebody's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Done {
    person: PersonIndex,
    date: i64,
    client: i64,
}

/// A person, and when a service of the visit engages them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Engagement {
    person: PersonIndex,
    start: i64,
    end: i64,
}

/// That a role of the nth service be taken by one of its candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Wish {
    nth: usize,
    role: usize,
    candidate: usize,
}

impl<'b, 'q, 'a> Visit<'b, 'q, 'a> {
    /// The visit of a question.
    pub(crate) fn new(board: &'b Board<'q, 'a>) -> Self {
        let max_wait = board.question.max_wait_minutes as usize;
        let mut services: Vec<Wanted> = Vec::with_capacity(board.question.visit.len());
        // From the last to the first: each looks at the one that follows.
        for service in board.question.visit.iter().rev() {
            services.push(Wanted::new(service, services.last(), max_wait, board));
        }
        services.reverse();
        let latest = vec![usize::MAX; services.len()];
        Self { board, services, max_wait, latest, known: HashMap::new() }
    }

    /// The same where each service is held against a person's daily limits by itself.
    pub(crate) fn without_limits(mut self) -> Self {
        self.services.iter_mut().for_each(|service| service.limited.clear());
        self
    }

    /// The starts at which it might be possible; it is not at any other.
    pub(crate) fn possible_starts(&self) -> &Mask {
        &self.services[0].possible
    }

    /// Who could take which role if the visit starts here. None: it cannot be arranged.
    pub(crate) fn roles(&mut self, start: usize) -> Option<Roles> {
        if let [only] = &self.services[..] {
            return who_is_in_some_team(only.free(start, &[], |_| true));
        }
        if self.known.len() > MOST_KNOWN {
            self.known.clear();
        }
        let some_arrangement = self.arrange_from(State::beginning(start, None))?;

        let mut roles: Roles = some_arrangement.into_iter().map(|role| vec![role.person]).collect();
        for (place, wishes) in self.wishes(start).into_iter().enumerate() {
            for (person, wish) in wishes {
                if !roles[place].contains(&person)
                    && let Some(arrangement) = self.arrange_from(State::beginning(start, Some(wish)))
                {
                    list(&mut roles, &arrangement);
                }
            }
        }
        roles.iter_mut().for_each(|people| people.sort_unstable());
        Some(roles)
    }

    /// Who takes which role of each service, and when it starts, if the visit starts here: the second service as
    /// early as it can, then the third, and so on. None: it cannot be arranged.
    pub(crate) fn earliest(mut self, start: usize) -> Option<Vec<Vec<Assignment>>> {
        let mut best = self.some_by_service(start)?;
        for nth in 1..self.services.len() {
            // The search tries early starts first, but goes no further than the first team with which all that
            // follows can be done. Whether another team lets a later service start earlier has to be asked.
            while self.waits(&best, nth) {
                self.bound(nth, best[nth][0].start - 1);
                let Some(earlier) = self.some_by_service(start) else { break };
                best = earlier;
            }
            self.bound(nth, best[nth][0].start);
        }
        Some(best)
    }

    /// Some arrangement from this start, cut where the next service begins.
    fn some_by_service(&mut self, start: usize) -> Option<Vec<Vec<Assignment>>> {
        let mut roles = self.arrange_from(State::beginning(start, None))?.into_iter();
        let cut = |service: &Wanted| roles.by_ref().take(service.roles.len()).collect();
        Some(self.services.iter().map(cut).collect())
    }

    /// Whether the client waits for the nth service.
    fn waits(&self, arranged: &[Vec<Assignment>], nth: usize) -> bool {
        arranged[nth][0].start > arranged[nth - 1][0].start + self.services[nth - 1].client
    }

    /// Allows the nth service to start no later than this.
    fn bound(&mut self, nth: usize, latest: usize) {
        self.latest[nth] = latest;
        self.known.clear();
    }

    /// For each role those who can take it at some time, if the visit starts here.
    fn wishes(&self, start: usize) -> Vec<Vec<(PersonIndex, Wish)>> {
        let mut wishes = Vec::new();
        let mut soonest = start;
        for (nth, service) in self.services.iter().enumerate() {
            let starts = soonest..soonest + nth * self.max_wait + 1;
            for (role, candidates) in service.roles.iter().enumerate() {
                let wish = |(candidate, (person, can)): (usize, &Candidate)| {
                    can.has_any(starts.clone()).then_some((*person, Wish { nth, role, candidate }))
                };
                wishes.push(candidates.iter().enumerate().filter_map(wish).collect());
            }
            soonest += service.client;
        }
        wishes
    }

    /// Somebody for each role from this state on.
    fn arrange_from(&mut self, state: State) -> Option<Arrangement> {
        if !self.might_start(state.nth, state.start, state.wish) {
            return None;
        }
        // One way only leads to the first service, and the last is looked into as quickly as looked up.
        if state.nth == 0 || state.nth + 1 == self.services.len() {
            return self.look_into(&state);
        }
        if let Some(known) = self.known.get(&state) {
            return known.clone();
        }
        let found = self.look_into(&state);
        self.known.insert(state, found.clone());
        found
    }

    /// Whether the nth service could start here, as far as can be said without going into it.
    fn might_start(&self, nth: usize, start: usize, wish: Option<Wish>) -> bool {
        let service = &self.services[nth];
        let wish = wish.filter(|wish| wish.nth == nth);
        service.possible.has(start)
            && wish.is_none_or(|wish| service.roles[wish.role][wish.candidate].1.has(start))
    }

    fn look_into(&mut self, state: &State) -> Option<Arrangement> {
        let service = &self.services[state.nth];
        let mut free =
            service.free(state.start, &state.engaged, |person| self.has_room(person, service, state));
        if let Some(wish) = state.wish.filter(|wish| wish.nth == state.nth) {
            let wanted = service.roles[wish.role][wish.candidate].0;
            free[wish.role].retain(|&person| person == wanted);
        }
        let some_team = a_team(&free)?;
        let assigned = |&person: &PersonIndex| Assignment { start: state.start, person };
        let next = state.nth + 1;
        if next == self.services.len() {
            return Some(some_team.iter().map(assigned).collect());
        }

        let leave = state.start + service.client;
        (leave..=(leave + self.max_wait).min(self.latest[next])).find_map(|start| {
            if !self.might_start(next, start, state.wish) {
                return None;
            }
            let team_matters_later = self.team_matters_later(state, start, &free);
            let mut with_rest = |team: &[PersonIndex]| {
                let rest = self.arrange_from(self.next_state(state, team, start))?;
                Some(team.iter().map(assigned).chain(rest).collect())
            };
            if team_matters_later { find_with_team(&free, with_rest) } else { with_rest(&some_team) }
        })
    }

    /// Whether the day of somebody with a limit has room for this service after the earlier ones.
    fn has_room(&self, person: PersonIndex, service: &Wanted, state: &State) -> bool {
        if state.done.iter().all(|done| done.person != person) {
            return true;
        }
        let date = self.board.date(state.start);
        let that_day = state.done.iter().filter(|done| done.person == person && done.date == date);
        let sum = that_day.fold((0, 0), |(visits, minutes), done| (visits + 1, minutes + done.client));
        self.board.load(person).is_none_or(|load| load.has_room(date, sum, service.client as i64))
    }

    /// Whether those who do this service are still engaged when the next might need them, or have a limit that counts
    /// against later ones.
    fn team_matters_later(&self, state: &State, next_start: usize, free: &Roles) -> bool {
        let (service, next) = (&self.services[state.nth], &self.services[state.nth + 1]);
        let end = service.engaged.last().map_or(0, |last| last.end);
        state.start as i64 + end > next_start as i64 - next.lead
            || free.iter().flatten().any(|person| next.limited.contains(person))
    }

    /// What is left to be arranged once this team does the service and the next starts then.
    fn next_state(&self, state: &State, team: &[PersonIndex], start: usize) -> State {
        let nth = state.nth + 1;
        let earliest = start as i64 - self.services[nth].lead;
        let by_team = team.iter().flat_map(|&person| self.services[state.nth].engage(person, state.start));
        let mut engaged: Vec<Engagement> =
            state.engaged.iter().copied().chain(by_team).filter(|other| other.end > earliest).collect();
        engaged.sort_unstable();
        let wish = state.wish.filter(|wish| wish.nth >= nth);
        State { nth, start, engaged, done: self.done_by(state, team), wish }
    }

    /// What counts on the days of those with a limit who might do more, once this team has done the service.
    fn done_by(&self, state: &State, team: &[PersonIndex]) -> Vec<Done> {
        let (service, next) = (&self.services[state.nth], &self.services[state.nth + 1]);
        // As in the book: what takes no time does not count.
        if next.limited.is_empty() || service.client == 0 {
            return state.done.clone();
        }
        let (date, client) = (self.board.date(state.start), service.client as i64);
        let now = team.iter().map(|&person| Done { person, date, client });
        let might_do_more = |done: &Done| next.limited.contains(&done.person);
        let mut done: Vec<Done> = state.done.iter().copied().chain(now).filter(might_do_more).collect();
        done.sort_unstable();
        done
    }
}

impl State {
    /// The whole visit is still to come.
    fn beginning(start: usize, wish: Option<Wish>) -> Self {
        Self { nth: 0, start, engaged: Vec::new(), done: Vec::new(), wish }
    }
}

impl Wanted {
    fn new(
        service: &crate::Service<'_>,
        next: Option<&Self>,
        max_wait: usize,
        board: &Board<'_, '_>,
    ) -> Self {
        let roles = candidates(service, board);
        let client = service.plan.client_minutes() as usize;
        let engaged: Vec<_> = service.plan.engaged().collect();
        let own_lead = engaged.first().map_or(0, |first| -first.start);

        let mut possible = board.equipment(service).unwrap_or_else(|| Mask::all(board.frame.len()));
        for role in &roles {
            let mut somebody = Mask::none(board.frame.len());
            role.iter().for_each(|(_, starts)| somebody.add(starts));
            possible.keep(&somebody);
        }
        if let Some(next) = next {
            let mut not_next = Mask::all(board.frame.len());
            not_next.remove(&next.possible);
            possible.remove(&not_next.starts_of_runs(max_wait + 1).seen_from(client as i64));
        }
        let lead = next.map_or(own_lead, |next| own_lead.max(next.lead));
        let mut limited = next.map_or_else(Vec::new, |next| next.limited.clone());
        let own = roles.iter().flatten().map(|(person, _)| *person);
        limited.extend(own.filter(|person| board.load(*person).is_some()));
        limited.sort_unstable();
        limited.dedup();
        Self { client, engaged, roles, possible, lead, limited }
    }

    /// For each role, who could take it at this start, with these engagements in mind, if their day has room.
    fn free(&self, start: usize, engaged: &[Engagement], has_room: impl Fn(PersonIndex) -> bool) -> Roles {
        let meets = |person, other: &Engagement| {
            self.engage(person, start).any(|own| own.start < other.end && other.start < own.end)
        };
        let is_free = |(person, starts): &&Candidate| {
            starts.has(start)
                && has_room(*person)
                && !engaged.iter().any(|other| other.person == *person && meets(*person, other))
        };
        let free = |role: &Vec<Candidate>| role.iter().filter(is_free).map(|(person, _)| *person).collect();
        self.roles.iter().map(free).collect()
    }

    fn engage(&self, person: PersonIndex, start: usize) -> impl Iterator<Item = Engagement> {
        let start = start as i64;
        self.engaged.iter().map(move |span| Engagement {
            person,
            start: start + span.start,
            end: start + span.end,
        })
    }
}

/// For each role of a service, who may take it and when.
fn candidates(service: &crate::Service<'_>, board: &Board<'_, '_>) -> Vec<Vec<Candidate>> {
    // The starts of a person are the same in every role.
    let mut known: HashMap<PersonIndex, Rc<Mask>> = HashMap::new();
    let mut starts = |person, diary| {
        let starts = known.entry(person).or_insert_with(|| Rc::new(board.starts(diary, service).allowed()));
        Rc::clone(starts)
    };
    service
        .roles()
        .map(|who| board.able(who).map(|(person, diary)| (person, starts(person, diary))).collect())
        .collect()
}

/// Adds the people of an arrangement to those listed.
fn list(roles: &mut Roles, arrangement: &[Assignment]) {
    for (listed, role) in roles.iter_mut().zip(arrangement) {
        if !listed.contains(&role.person) {
            listed.push(role.person);
        }
    }
}
