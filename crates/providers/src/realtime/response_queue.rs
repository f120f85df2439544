//! One response at a time: OpenAI refuses to begin another before the first is over.
//!
//! The model may begin one by itself, whenever it thinks that the caller has finished; so what we know is always a
//! little old, and a request can be refused although none was known of. It then waits its turn like any other.

use std::collections::VecDeque;

use super::{ClientEvent, ErrorDetails, ResponseRequest, ServerEvent};

/// The error of a request that came while a response went on.
const ALREADY_ACTIVE: &str = "conversation_already_has_active_response";

/// Says when the model may be asked to speak, for one call.
#[derive(Debug, Default)]
pub struct ResponseQueue {
    /// The last request, until the response after it is over: until then it can be refused.
    asked: Option<Asked>,
    /// Whether that request has neither been answered by a response nor refused.
    is_asking: bool,
    running: Running,
    waiting: VecDeque<ResponseRequest>,
    request_count: u64,
}

#[derive(Debug)]
struct Asked {
    event_id: String,
    request: ResponseRequest,
}

/// What the model is at.
#[derive(Debug, Default, PartialEq, Eq)]
enum Running {
    #[default]
    Nothing,
    /// A response of which we know only that it is there.
    Something,
    /// A response with its id.
    Response(String),
}

impl ResponseQueue {
    /// The model should speak. Gives back what to send now, or nothing if that has to wait.
    ///
    /// A plain request adds nothing to one that waits already: the model then speaks about all that it has learned.
    pub fn request(&mut self, request: ResponseRequest) -> Option<ClientEvent> {
        if request.instructions.is_some() || !self.waiting.contains(&request) {
            self.waiting.push_back(request);
        }
        self.next()
    }

    /// Something has come from the model; everything must be shown. Gives back what to send now, if anything.
    pub fn see(&mut self, event: &ServerEvent) -> Option<ClientEvent> {
        match event {
            ServerEvent::ResponseCreated { response } => {
                self.is_asking = false;
                self.running = match &response.id {
                    Some(id) => Running::Response(id.clone()),
                    None => Running::Something,
                };
            }
            ServerEvent::ResponseDone { response } if self.is_running(response.id.as_deref()) => {
                self.is_asking = false;
                self.asked = None;
                self.running = Running::Nothing;
            }
            ServerEvent::Error { error } => self.refused(error),
            _ => {}
        }
        self.next()
    }

    /// Whether the model is speaking, or has been asked to.
    pub fn is_busy(&self) -> bool {
        self.is_asking || self.running != Running::Nothing
    }

    /// Forgets what waits: what it was about is over.
    pub fn forget_waiting(&mut self) {
        self.waiting.clear();
    }

    fn next(&mut self) -> Option<ClientEvent> {
        if self.is_busy() {
            return None;
        }
        let request = self.waiting.pop_front()?;
        self.request_count += 1;
        let event_id = format!("response_{}", self.request_count);
        self.asked = Some(Asked { event_id: event_id.clone(), request: request.clone() });
        self.is_asking = true;
        Some(ClientEvent::CreateResponse { event_id, response: request })
    }

    /// Whether it is this response that goes on, as far as can be told.
    fn is_running(&self, id: Option<&str>) -> bool {
        match (&self.running, id) {
            (Running::Response(running), Some(id)) => running == id,
            _ => true,
        }
    }

    fn refused(&mut self, error: &ErrorDetails) {
        let is_ours = |asked: &mut Asked| error.event_id.as_deref() == Some(&asked.event_id);
        let Some(asked) = self.asked.take_if(is_ours) else { return };
        self.is_asking = false;
        if error.code.as_deref() == Some(ALREADY_ACTIVE) {
            self.waiting.push_front(asked.request);
            if self.running == Running::Nothing {
                self.running = Running::Something;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::realtime::Response;

    /// What happens in a call.
    enum Event {
        /// We want the model to speak, with these instructions.
        Want(Option<&'static str>),
        /// A response begins.
        Created(&'static str),
        /// A response is over.
        Done(&'static str),
        /// An error: of which of our events, and its code.
        Error(&'static str, &'static str),
    }
    use Event::{Created, Done, Error, Want};

    /// What is sent after an event: the id and the instructions of a request.
    type Sent = Option<(String, Option<String>)>;

    fn response(id: &str) -> Response {
        Response { id: Some(id.to_owned()), ..Response::default() }
    }

    fn happen(queue: &mut ResponseQueue, event: &Event) -> Option<ClientEvent> {
        match *event {
            Want(instructions) => {
                queue.request(ResponseRequest { instructions: instructions.map(str::to_owned) })
            }
            Created(id) => queue.see(&ServerEvent::ResponseCreated { response: response(id) }),
            Done(id) => queue.see(&ServerEvent::ResponseDone { response: response(id) }),
            Error(event_id, code) => {
                let error = ErrorDetails {
                    code: Some(code.to_owned()),
                    event_id: Some(event_id.to_owned()),
                    ..ErrorDetails::default()
                };
                queue.see(&ServerEvent::Error { error })
            }
        }
    }

    fn sent(events: &[Event]) -> Vec<Sent> {
        let mut queue = ResponseQueue::default();
        let mut sent = Vec::new();
        for event in events {
            sent.push(happen(&mut queue, event).map(|event| match event {
                ClientEvent::CreateResponse { event_id, response } => (event_id, response.instructions),
                other => panic!("{other:?}"),
            }));
        }
        sent
    }

    #[test]
    fn the_model_is_asked_for_one_response_at_a_time() {
        let ask = |number: u64, instructions: Option<&str>| {
            Some((format!("response_{number}"), instructions.map(str::to_owned)))
        };
        let cases: [(&str, Vec<(Event, Sent)>); 9] = [
            (
                "it is asked at once when it is silent",
                vec![
                    (Want(None), ask(1, None)),
                    (Created("r1"), None),
                    (Done("r1"), None),
                    (Want(None), ask(2, None)),
                ],
            ),
            (
                "a request waits until the response before it is over",
                vec![
                    (Want(None), ask(1, None)),
                    (Want(Some("bye")), None),
                    (Created("r1"), None),
                    (Done("r1"), ask(2, Some("bye"))),
                ],
            ),
            (
                "plain requests that wait are one",
                vec![
                    (Want(None), ask(1, None)),
                    (Want(None), None),
                    (Want(None), None),
                    (Created("r1"), None),
                    (Done("r1"), ask(2, None)),
                    (Created("r2"), None),
                    (Done("r2"), None),
                ],
            ),
            (
                "requests with instructions all come, in their order",
                vec![
                    (Want(Some("a")), ask(1, Some("a"))),
                    (Want(Some("b")), None),
                    (Want(Some("b")), None),
                    (Created("r1"), None),
                    (Done("r1"), ask(2, Some("b"))),
                    (Created("r2"), None),
                    (Done("r2"), ask(3, Some("b"))),
                ],
            ),
            (
                "a response that the model began by itself counts",
                vec![(Created("r1"), None), (Want(None), None), (Done("r1"), ask(1, None))],
            ),
            (
                "another response's end does not",
                vec![
                    (Created("r2"), None),
                    (Want(None), None),
                    (Done("r1"), None),
                    (Done("r2"), ask(1, None)),
                ],
            ),
            (
                "a request that was refused because of one comes again, before the others",
                vec![
                    (Want(Some("a")), ask(1, Some("a"))),
                    (Want(Some("b")), None),
                    (Created("r1"), None),
                    (Error("response_1", ALREADY_ACTIVE), None),
                    (Done("r1"), ask(2, Some("a"))),
                    (Created("r2"), None),
                    (Done("r2"), ask(3, Some("b"))),
                ],
            ),
            (
                "also when the refusal is the first that is heard of it",
                vec![
                    (Want(None), ask(1, None)),
                    (Error("response_1", ALREADY_ACTIVE), None),
                    (Created("r1"), None),
                    (Done("r1"), ask(2, None)),
                ],
            ),
            (
                "a request that is wrong is gone, and other errors are no affair of it",
                vec![
                    (Want(Some("a")), ask(1, Some("a"))),
                    (Want(Some("b")), None),
                    (Error("something", "invalid_value"), None),
                    (Error("response_1", "invalid_value"), ask(2, Some("b"))),
                ],
            ),
        ];
        for (case, steps) in cases {
            let (events, expected): (Vec<_>, Vec<_>) = steps.into_iter().unzip();
            assert_eq!(sent(&events), expected, "{case}");
        }
    }

    #[test]
    fn what_waits_can_be_forgotten() {
        let mut queue = ResponseQueue::default();
        assert!(!queue.is_busy());
        happen(&mut queue, &Want(None));
        assert!(queue.is_busy());
        happen(&mut queue, &Want(Some("bye")));
        happen(&mut queue, &Created("r1"));
        queue.forget_waiting();

        assert_eq!(happen(&mut queue, &Done("r1")), None);
        assert!(!queue.is_busy());
    }
}
