//! Who takes which role: assistants beside the person who does a service, and services one after the other.
//!
//! A start is free if the whole visit can be arranged from it, and everybody is listed for a role who takes it in
//! some complete arrangement. The services are gone through in order. All that the rest of a visit needs to know
//! of what came before is who is still engaged (a buffer, tidying up), so an arrangement of the rest is found once
//! for each such state, however many ways lead there.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use crate::PersonIndex;
use crate::board::Board;
use crate::mask::Mask;

/// How many states are kept in mind from one start to the next.
const MOST_KNOWN: usize = 10_000;

/// For each role, in order, who could take it.
pub(crate) type Roles = Vec<Vec<PersonIndex>>;

/// A visit to be arranged.
#[derive(Debug)]
pub(crate) struct Visit {
    services: Vec<Wanted>,
    max_wait: usize,
    known: HashMap<State, Option<Rc<Roles>>>,
}

/// One service of it.
#[derive(Debug)]
struct Wanted {
    client: usize,
    engaged: Vec<Range<i64>>,
    /// For each role, who may take it and at which starts they can.
    roles: Vec<Vec<(PersonIndex, Rc<Mask>)>>,
    /// Starts at which each role has somebody, nothing is lacking and the rest of the visit might follow.
    possible: Mask,
    /// Longest time before their start at which this service or a later one engages people.
    lead: i64,
}

/// What decides how the rest of a visit can go on: the next service, its start, and who is still engaged.
type State = (usize, usize, Vec<Engagement>);

/// A person, and when earlier services of the same visit engage them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Engagement {
    person: PersonIndex,
    start: i64,
    end: i64,
}

impl Visit {
    /// The visit of a question.
    pub(crate) fn new(board: &Board<'_, '_>) -> Self {
        let max_wait = board.question.max_wait_minutes as usize;
        let mut services: Vec<Wanted> = Vec::with_capacity(board.question.visit.len());
        // From the last to the first: each looks at the one that follows.
        for service in board.question.visit.iter().rev() {
            let mut starts: Vec<(PersonIndex, Rc<Mask>)> = Vec::new();
            let mut role = |who| -> Vec<(PersonIndex, Rc<Mask>)> {
                let known = |person, starts: &[(PersonIndex, Rc<Mask>)]| {
                    starts.iter().find(|(known, _)| *known == person).map(|(_, mask)| Rc::clone(mask))
                };
                board
                    .able(who)
                    .map(|(person, diary)| {
                        let mask = known(person, &starts).unwrap_or_else(|| {
                            let mask = Rc::new(board.starts(diary, service).allowed());
                            starts.push((person, Rc::clone(&mask)));
                            mask
                        });
                        (person, mask)
                    })
                    .collect()
            };
            let roles: Vec<_> = service.roles().map(&mut role).collect();
            let engaged: Vec<_> = service.plan.engaged().collect();
            let lead = engaged
                .first()
                .map_or(0, |first| -first.start)
                .max(services.last().map_or(0, |next| next.lead));
            let client = service.plan.client_minutes() as usize;

            let mut possible = board.equipment(service).unwrap_or_else(|| Mask::all(board.frame.len()));
            for role in &roles {
                let mut somebody = Mask::none(board.frame.len());
                role.iter().for_each(|(_, starts)| somebody.add(starts));
                possible.keep(&somebody);
            }
            if let Some(next) = services.last() {
                let mut not_next = Mask::all(board.frame.len());
                not_next.remove(&next.possible);
                possible.remove(&not_next.starts_of_runs(max_wait + 1).seen_from(client as i64));
            }
            services.push(Wanted { client, engaged, roles, possible, lead });
        }
        services.reverse();
        Self { services, max_wait, known: HashMap::new() }
    }

    /// The starts at which it might be possible; it is not at any other.
    pub(crate) fn possible_starts(&self) -> &Mask {
        &self.services[0].possible
    }

    /// Who could take which role if the visit starts here. None: it cannot be arranged.
    pub(crate) fn arrange(&mut self, start: usize) -> Option<Roles> {
        if self.known.len() > MOST_KNOWN {
            self.known.clear();
        }
        self.arrange_from(0, start, Vec::new()).map(Rc::unwrap_or_clone)
    }

    fn arrange_from(&mut self, nth: usize, start: usize, engaged: Vec<Engagement>) -> Option<Rc<Roles>> {
        let service = self.services.get(nth).filter(|service| service.possible.has(start))?;
        let free: Roles =
            service.roles.iter().map(|role| service.free_for(role, start, &engaged).collect()).collect();
        if nth + 1 == self.services.len() {
            return could_all_be_different(free).map(Rc::new);
        }

        let state = (nth, start, engaged);
        if let Some(known) = self.known.get(&state) {
            return known.clone();
        }
        let found = self.arrange_with_rest(nth, start, &state.2, free).map(Rc::new);
        self.known.insert(state, found.clone());
        found
    }

    fn arrange_with_rest(
        &mut self,
        nth: usize,
        start: usize,
        engaged: &[Engagement],
        free: Roles,
    ) -> Option<Roles> {
        let leave = start + self.services[nth].client;
        let mut found: Option<Roles> = None;
        if !self.team_matters_later(nth) {
            let mut team = could_all_be_different(free)?;
            for next_start in self.next_starts(nth, leave) {
                let engaged = self.still_engaged(nth + 1, next_start, engaged.iter().cloned());
                if let Some(rest) = self.arrange_from(nth + 1, next_start, engaged) {
                    merge(&mut found, rest.iter().cloned());
                }
            }
            team.extend(found?);
            return Some(team);
        }

        for team in teams(&free) {
            let with_team: Vec<Engagement> = engaged
                .iter()
                .cloned()
                .chain(team.iter().flat_map(|&person| self.services[nth].engagements(person, start)))
                .collect();
            for next_start in self.next_starts(nth, leave) {
                let engaged = self.still_engaged(nth + 1, next_start, with_team.iter().cloned());
                if let Some(rest) = self.arrange_from(nth + 1, next_start, engaged) {
                    let team = team.iter().map(|&person| vec![person]);
                    merge(&mut found, team.chain(rest.iter().cloned()));
                }
            }
        }
        found
    }

    /// When the service after the nth might start, if the client is done with the nth at this moment.
    fn next_starts(&self, nth: usize, leave: usize) -> Vec<usize> {
        let possible = &self.services[nth + 1].possible;
        (leave..=leave + self.max_wait).filter(|&start| possible.has(start)).collect()
    }

    /// Whether a later service could meet the engaged time of those who do this one.
    fn team_matters_later(&self, nth: usize) -> bool {
        let (service, next) = (&self.services[nth], &self.services[nth + 1]);
        service.engaged.last().is_some_and(|last| last.end > service.client as i64 - next.lead)
    }

    /// Those of these engagements that can still matter when the nth service starts at this moment.
    fn still_engaged(
        &self,
        nth: usize,
        start: usize,
        engaged: impl Iterator<Item = Engagement>,
    ) -> Vec<Engagement> {
        let earliest = start as i64 - self.services[nth].lead;
        let mut engaged: Vec<_> = engaged.filter(|engagement| engagement.end > earliest).collect();
        engaged.sort_unstable();
        engaged
    }
}

impl Wanted {
    fn free_for<'s>(
        &'s self,
        role: &'s [(PersonIndex, Rc<Mask>)],
        start: usize,
        engaged: &'s [Engagement],
    ) -> impl Iterator<Item = PersonIndex> + 's {
        role.iter().filter(move |(_, starts)| starts.has(start)).map(|(person, _)| *person).filter(
            move |&person| {
                !engaged.iter().filter(|engagement| engagement.person == person).any(|other| {
                    self.engagements(person, start).any(|own| own.start < other.end && other.start < own.end)
                })
            },
        )
    }

    fn engagements(&self, person: PersonIndex, start: usize) -> impl Iterator<Item = Engagement> + '_ {
        let start = start as i64;
        self.engaged.iter().map(move |span| Engagement {
            person,
            start: start + span.start,
            end: start + span.end,
        })
    }
}

/// Adds the people of an arrangement to those already found.
fn merge(found: &mut Option<Roles>, more: impl Iterator<Item = Vec<PersonIndex>>) {
    let Some(roles) = found else {
        *found = Some(more.collect());
        return;
    };
    for (role, people) in roles.iter_mut().zip(more) {
        for person in people {
            if let Err(place) = role.binary_search(&person) {
                role.insert(place, person);
            }
        }
    }
}

/// Of those free for each role, the ones who take it in some team of all different people. None: there is no team.
fn could_all_be_different(free: Roles) -> Option<Roles> {
    if let [only] = &free[..] {
        return (!only.is_empty()).then_some(free);
    }
    let could: Roles = (0..free.len())
        .map(|role| {
            free[role].iter().copied().filter(|&person| is_a_team_with(person, role, &free)).collect()
        })
        .collect();
    could.iter().all(|people| !people.is_empty()).then_some(could)
}

/// Whether the other roles can be filled when this person takes this one.
fn is_a_team_with(person: PersonIndex, role: usize, free: &[Vec<PersonIndex>]) -> bool {
    let mut taken = vec![(person, role)];
    (0..free.len()).filter(|&other| other != role).all(|other| {
        let mut asked = vec![person];
        fill(other, free, &mut taken, &mut asked)
    })
}

/// Finds somebody for a role, asking those who have one to take another if need be. Nobody is asked twice.
fn fill(
    role: usize,
    free: &[Vec<PersonIndex>],
    taken: &mut Vec<(PersonIndex, usize)>,
    asked: &mut Vec<PersonIndex>,
) -> bool {
    for &person in &free[role] {
        if asked.contains(&person) {
            continue;
        }
        asked.push(person);
        match taken.iter().position(|(other, _)| *other == person) {
            None => {
                taken.push((person, role));
                return true;
            }
            Some(place) if fill(taken[place].1, free, taken, asked) => {
                // They have moved to another role, where `fill` has noted somebody: this note is now ours.
                taken[place].1 = role;
                return true;
            }
            Some(_) => {}
        }
    }
    false
}

/// Every way to fill the roles with all different people.
fn teams(free: &[Vec<PersonIndex>]) -> Vec<Vec<PersonIndex>> {
    let mut teams = vec![Vec::new()];
    for role in free {
        teams = teams
            .iter()
            .flat_map(|team: &Vec<PersonIndex>| {
                role.iter().filter(|person| !team.contains(person)).map(|&person| {
                    let mut larger = team.clone();
                    larger.push(person);
                    larger
                })
            })
            .collect();
    }
    teams
}
