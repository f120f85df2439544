//! Teams: one person for each role, all different.

use crate::PersonIndex;

/// Of those free for each role, the ones who take it in some team. None: there is no team.
pub(crate) fn who_is_in_some_team(free: Vec<Vec<PersonIndex>>) -> Option<Vec<Vec<PersonIndex>>> {
    if let [only] = &free[..] {
        return (!only.is_empty()).then_some(free);
    }
    let is_in_a_team = |role, person| {
        let mut team = Team::new(&free);
        team.take(role, person);
        team.fill_up()
    };
    let who = |role: usize| free[role].iter().copied().filter(|&person| is_in_a_team(role, person)).collect();
    let who: Vec<Vec<PersonIndex>> = (0..free.len()).map(who).collect();
    who.iter().all(|people| !people.is_empty()).then_some(who)
}

/// One team of those free for each role.
pub(crate) fn a_team(free: &[Vec<PersonIndex>]) -> Option<Vec<PersonIndex>> {
    if let [only] = free {
        return only.first().map(|&person| vec![person]);
    }
    let mut team = Team::new(free);
    if !team.fill_up() {
        return None;
    }
    team.members.into_iter().collect()
}

/// Tries one team after the other of those free for each role, until this finds something with it.
pub(crate) fn find_with_team<T>(
    free: &[Vec<PersonIndex>],
    mut find: impl FnMut(&[PersonIndex]) -> Option<T>,
) -> Option<T> {
    extend_team(free, &mut Vec::with_capacity(free.len()), &mut find)
}

fn extend_team<T>(
    free: &[Vec<PersonIndex>],
    team: &mut Vec<PersonIndex>,
    find: &mut impl FnMut(&[PersonIndex]) -> Option<T>,
) -> Option<T> {
    let Some(role) = free.get(team.len()) else { return find(team) };
    role.iter().find_map(|person| {
        if team.contains(person) {
            return None;
        }
        team.push(*person);
        let found = extend_team(free, team, find);
        team.pop();
        found
    })
}

/// A team that is being put together.
struct Team<'f> {
    free: &'f [Vec<PersonIndex>],
    members: Vec<Option<PersonIndex>>,
    /// Whoever has been given a role for good.
    settled: Option<PersonIndex>,
}

impl<'f> Team<'f> {
    fn new(free: &'f [Vec<PersonIndex>]) -> Self {
        Self { free, members: vec![None; free.len()], settled: None }
    }

    /// Gives a role to somebody for good.
    fn take(&mut self, role: usize, person: PersonIndex) {
        self.members[role] = Some(person);
        self.settled = Some(person);
    }

    /// Fills the open roles. If that fails, there is no such team.
    fn fill_up(&mut self) -> bool {
        let open: Vec<usize> = (0..self.free.len()).filter(|&role| self.members[role].is_none()).collect();
        open.into_iter().all(|role| self.fill(role, &mut self.settled.into_iter().collect()))
    }

    /// Fills one role. Whoever has another role already is asked to let someone else take that; nobody is asked
    /// twice, and nobody more can be found if all of them have been.
    fn fill(&mut self, role: usize, asked: &mut Vec<PersonIndex>) -> bool {
        for &person in &self.free[role] {
            if asked.contains(&person) {
                continue;
            }
            asked.push(person);
            let other = self.members.iter().position(|member| *member == Some(person));
            if other.is_none_or(|other| self.fill(other, asked)) {
                self.members[role] = Some(person);
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(roles: &[&[u32]]) -> Vec<Vec<PersonIndex>> {
        roles.iter().map(|people| people.iter().copied().map(PersonIndex).collect()).collect()
    }

    #[test]
    fn those_listed_for_a_role_are_those_of_all_teams() {
        for roles in [
            &[&[0, 1][..], &[1][..]][..],
            &[&[0, 1], &[0, 1], &[0, 1, 2]],
            &[&[0, 1, 2], &[0], &[1, 0]],
            &[&[0, 1, 2, 3], &[2, 3], &[3, 2], &[0, 1, 2, 3]],
            &[&[0], &[1], &[2], &[0, 1, 2, 4]],
            &[&[0, 1], &[0, 1], &[0, 1]],
            &[&[0], &[]],
            &[&[3, 1]],
        ] {
            let free = free(roles);
            let mut teams = Vec::new();
            find_with_team(&free, |team| -> Option<()> {
                teams.push(team.to_vec());
                None
            });

            let mut expected = vec![Vec::new(); free.len()];
            for team in &teams {
                for (role, person) in team.iter().enumerate() {
                    if !expected[role].contains(person) {
                        expected[role].push(*person);
                    }
                }
            }
            expected.iter_mut().for_each(|people| people.sort_unstable());
            let mut found = who_is_in_some_team(free.clone());
            found.iter_mut().flatten().for_each(|people| people.sort_unstable());
            assert_eq!(found, (!teams.is_empty()).then_some(expected), "{roles:?}");
            assert_eq!(
                a_team(&free).is_some_and(|team| teams.contains(&team)),
                !teams.is_empty(),
                "{roles:?}"
            );
        }
    }
}
