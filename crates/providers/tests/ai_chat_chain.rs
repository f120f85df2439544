//! Which model of several answers, when one is given up for the next, and when one is left alone.
//!
//! Tokio's time stands still but for what is waited for, so every wait is exactly as long as it should be.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use providers::{
    ai::{
        AiError,
        chat::{
            BreakerState, ChainAnswer, ChainConfig, ChainError, ChainFailure, ChatChain, ChatEvent,
            ChatMessage, ChatModel, ChatRequest, ChatToolCall, Finish, OpenAiChat, OpenAiChatConfig,
            ScriptedChat, Step, Usage,
        },
    },
    clock::{Clock, FixedClock},
    secret::Secret,
};
use serde_json::json;
use tokio::time::Instant;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::path};

const BROKEN_OFF: &str = "the answer breaks off";

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Models `a`, `b`, … that do this whenever they are asked.
struct Models {
    chain: ChatChain,
    models: Vec<Arc<ScriptedChat>>,
    clock: Arc<FixedClock>,
}

impl Models {
    fn always(steps: Vec<Vec<Step>>) -> Self {
        let always = |steps: Vec<Step>| ScriptedChat::following(move |_, _| steps.clone());
        Self::of(steps.into_iter().map(always).collect())
    }

    fn of(models: Vec<ScriptedChat>) -> Self {
        let clock = Arc::new(FixedClock::at("2026-11-24T09:00:00Z".parse().unwrap()));
        let models: Vec<_> = models
            .into_iter()
            .zip(["a", "b", "c"])
            .map(|(model, name)| Arc::new(model.named(name)))
            .collect();
        let links = models.iter().map(|model| Arc::clone(model) as Arc<dyn ChatModel>).collect();
        let config = ChainConfig {
            first_token_within: ms(1000),
            gap_within: ms(2000),
            turn_within: ms(10_000),
            rest: Duration::from_secs(30),
        };
        Self { chain: ChatChain::new(links, clock.clone(), config), models, clock }
    }

    async fn start(&self) -> Result<ChainAnswer, ChainError> {
        let order: Vec<usize> = (0..self.models.len()).collect();
        self.chain.start(&order, &request()).await
    }

    /// One turn from its beginning to its end, whatever that is.
    async fn turn(&self) {
        if let Ok(mut answer) = self.start().await {
            all(&mut answer).await;
        }
    }

    fn asked(&self) -> Vec<usize> {
        self.models.iter().map(|model| model.requests().len()).collect()
    }

    fn state(&self, position: usize) -> (BreakerState, u32) {
        let health = self.chain.health().swap_remove(position);
        assert_eq!(health.name, self.models[position].name());
        (health.state, health.failures)
    }

    /// Resting, for so many more seconds.
    fn resting_for(&self, seconds: i64) -> BreakerState {
        BreakerState::Resting { until: self.clock.now() + SignedDuration::from_secs(seconds) }
    }
}

fn request() -> ChatRequest {
    ChatRequest {
        instructions: "You answer a hair salon's telephone.".into(),
        messages: vec![ChatMessage::User("Hello".to_owned())],
        tools: Arc::new([]),
        max_tokens: 300,
    }
}

fn says(words: &str) -> Vec<Step> {
    vec![Step::text(words)]
}

fn text(words: &str) -> ChatEvent {
    ChatEvent::Text(words.to_owned())
}

fn stop() -> ChatEvent {
    ChatEvent::Done(Finish::Stop)
}

fn broken_off() -> AiError {
    AiError::Unreachable { reason: BROKEN_OFF.to_owned() }
}

fn failure(provider: &str, error: AiError, elapsed: Duration) -> ChainFailure {
    ChainFailure { provider: provider.to_owned(), error, elapsed }
}

async fn all(answer: &mut ChainAnswer) -> (Vec<ChatEvent>, Option<AiError>) {
    let mut events = Vec::new();
    while let Some(next) = answer.next().await {
        match next {
            Ok(event) => events.push(event),
            Err(error) => {
                assert_eq!(answer.next().await, None, "nothing comes after an error");
                return (events, Some(error));
            }
        }
    }
    (events, None)
}

#[tokio::test(start_paused = true)]
async fn the_first_model_answers_if_it_can() {
    let usage = Usage { input_tokens: 900, cached_input_tokens: 768, output_tokens: 5 };
    let steps = vec![
        Step::Wait(ms(300)),
        Step::text("One"),
        Step::Wait(ms(1999)),
        Step::text(" moment"),
        Step::tool_call("book", &json!({ "day": "Tuesday" })),
        Step::Usage(usage),
    ];
    let models = Models::always(vec![steps, says("Hello")]);

    let mut answer = models.start().await.unwrap();

    assert_eq!((answer.provider(), answer.failures()), ("a", &[][..]));
    assert_eq!((answer.first_event_after(), answer.provider_first_event_after()), (ms(300), ms(300)));
    let call = ChatToolCall {
        id: "call00001".to_owned(),
        name: "book".to_owned(),
        arguments: r#"{"day":"Tuesday"}"#.to_owned(),
    };
    let expected = vec![
        text("One"),
        text(" moment"),
        ChatEvent::ToolCall(call),
        ChatEvent::Usage(usage),
        ChatEvent::Done(Finish::ToolCalls),
    ];
    assert_eq!(all(&mut answer).await, (expected, None));
    assert_eq!(models.asked(), [1, 0]);
    assert_eq!(models.models[0].requests(), [request()]);
}

#[tokio::test(start_paused = true)]
async fn a_model_that_does_not_begin_gives_way_to_the_next_within_the_turn() {
    let asks_late = vec![Step::WritingToolCall, Step::WritingToolCall, Step::BreakOff];
    for (case, steps, error, elapsed) in [
        ("silent", vec![Step::Hang], AiError::TooLate, ms(1000)),
        ("slow", vec![Step::Wait(ms(1001)), Step::text("Well")], AiError::TooLate, ms(1000)),
        ("refuses", vec![Step::status(401)], AiError::Refused { status: 401 }, ms(0)),
        (
            "busy",
            vec![Step::Wait(ms(70)), Step::status(429)],
            AiError::RateLimited { retry_after: None },
            ms(70),
        ),
        ("breaks", vec![Step::BreakOff], broken_off(), ms(0)),
        ("breaks in a call", asks_late, broken_off(), ms(0)),
        ("stalls in a call", vec![Step::WritingToolCall, Step::Hang], AiError::TooLate, ms(2000)),
        ("has nothing to say", vec![], AiError::Nonsense { problem: "there is none" }, ms(0)),
        (
            "says nothing at all costs",
            vec![Step::Usage(Usage::default()), Step::Done(Finish::Length)],
            AiError::Nonsense { problem: "there is none" },
            ms(0),
        ),
    ] {
        let models = Models::always(vec![steps, [vec![Step::Wait(ms(200))], says("Hello")].concat()]);

        let mut answer = models.start().await.unwrap();

        assert_eq!(answer.provider(), "b", "{case}");
        assert_eq!(answer.failures(), [failure("a", error, elapsed)], "{case}");
        assert_eq!(answer.first_event_after(), elapsed + ms(200), "{case}");
        assert_eq!(answer.provider_first_event_after(), ms(200), "{case}");
        assert_eq!(all(&mut answer).await, (vec![text("Hello"), stop()], None), "{case}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_caller_of_the_chain_says_in_which_order() {
    let models = Models::always(vec![says("I am a"), says("I am b"), says("I am c")]);
    for (order, expected) in [(&[2, 0, 1][..], "c"), (&[7, 1], "b"), (&[0], "a")] {
        assert_eq!(models.chain.start(order, &request()).await.unwrap().provider(), expected);
    }
    assert_eq!((models.chain.position("b"), models.chain.position("z")), (Some(1), None));
    assert!(models.chain.start(&[], &request()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn when_no_model_begins_it_is_told_what_each_of_them_did() {
    let models = Models::always(vec![vec![Step::Hang], vec![Step::status(503)]]);

    let error = models.start().await.unwrap_err();

    let down = AiError::Unreachable { reason: "an error at the provider (HTTP 503)".to_owned() };
    assert_eq!(error.failures, [failure("a", AiError::TooLate, ms(1000)), failure("b", down, ms(0))]);
    models.turn().await;
    let error = models.start().await.unwrap_err();
    assert_eq!((error.failures.len(), &error.resting[..]), (0, &["a".to_owned(), "b".to_owned()][..]));
    assert_eq!(error.to_string(), "no chat model has begun to answer; a: resting; b: resting");
}

#[tokio::test(start_paused = true)]
async fn a_model_that_has_begun_may_not_be_silent_for_long() {
    for (steps, error) in [
        (vec![Step::text("One"), Step::text(" moment"), Step::Hang], AiError::TooLate),
        (vec![Step::text("One"), Step::text(" moment"), Step::WritingToolCall, Step::Hang], AiError::TooLate),
        (vec![Step::text("One"), Step::text(" moment"), Step::BreakOff], broken_off()),
    ] {
        let is_late = error == AiError::TooLate;
        let models = Models::always(vec![steps, says("Hello")]);
        let begun = Instant::now();

        let mut answer = models.start().await.unwrap();

        let said = vec![text("One"), text(" moment")];
        assert_eq!(all(&mut answer).await, (said, Some(error.clone())));
        assert_eq!(begun.elapsed(), if is_late { ms(2000) } else { ms(0) });
        assert_eq!(answer.failures(), [failure("a", error, begun.elapsed())]);
        // Something was said already: another model cannot take over in the midst of it.
        assert_eq!(models.asked(), [1, 0]);
        assert_eq!(models.state(0), (BreakerState::Closed, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn writing_a_call_is_no_silence() {
    let writing = || vec![Step::WritingToolCall, Step::Wait(ms(900))];
    let steps = [writing(), writing(), writing(), vec![Step::tool_call("book", &json!({}))]].concat();
    let models = Models::always(vec![steps]);

    let mut answer = models.start().await.unwrap();

    assert_eq!(answer.first_event_after(), ms(2700));
    assert_eq!(all(&mut answer).await.1, None);
}

#[tokio::test(start_paused = true)]
async fn a_turn_ends_however_much_a_model_has_to_say() {
    let babble = std::iter::repeat_n([Step::text("and"), Step::Wait(ms(1500))], 100).flatten().collect();
    let models = Models::always(vec![babble]);
    let begun = Instant::now();

    let mut answer = models.start().await.unwrap();

    let (events, error) = all(&mut answer).await;
    assert_eq!((events.len(), error, begun.elapsed()), (7, Some(AiError::TooLate), ms(10_000)));
}

#[tokio::test(start_paused = true)]
async fn a_model_that_had_no_fair_chance_is_not_blamed() {
    let slow_call = std::iter::repeat_n([Step::WritingToolCall, Step::Wait(ms(1900))], 5).flatten();
    let models =
        Models::always(vec![slow_call.chain([Step::BreakOff]).collect(), vec![Step::Hang], says("Hi")]);
    let begun = Instant::now();

    let error = models.start().await.unwrap_err();

    assert_eq!(begun.elapsed(), ms(10_000));
    assert_eq!(
        error.failures,
        [failure("a", broken_off(), ms(9500)), failure("b", AiError::TooLate, ms(500))]
    );
    assert_eq!((models.state(0), models.state(1)), ((BreakerState::Closed, 1), (BreakerState::Closed, 0)));
    assert_eq!(models.asked(), [1, 1, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_model_that_fails_twice_in_a_row_rests_and_is_then_tried_by_one() {
    let a = ScriptedChat::following(|_, count| match count {
        0 | 2 | 3 | 4 => vec![Step::status(500)],
        1 => says("Well"),
        _ => vec![Step::text("Well"), Step::Wait(ms(100)), Step::text(" then")],
    });
    let models = Models::of(vec![a, ScriptedChat::following(|_, _| says("Hello"))]);

    // An answer in between begins the count anew.
    for (failures, expected) in [(1, 1), (0, 2), (1, 3)] {
        models.turn().await;
        assert_eq!((models.state(0), models.asked()[0]), ((BreakerState::Closed, failures), expected));
    }
    models.turn().await;
    assert_eq!(models.state(0), (models.resting_for(30), 2));

    // It is left alone until it has rested, and after one more failure again.
    models.clock.advance(SignedDuration::from_secs(29));
    models.turn().await;
    assert_eq!((models.state(0), models.asked()[0]), ((models.resting_for(1), 2), 4));
    models.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(models.state(0), (BreakerState::Trial, 2));
    models.turn().await;
    assert_eq!((models.state(0), models.asked()[0]), ((models.resting_for(30), 3), 5));

    // While it is tried, all others go to the next one; once it has answered to the end, it is well.
    models.clock.advance(SignedDuration::from_secs(30));
    let mut trial = models.start().await.unwrap();
    assert_eq!((trial.provider(), models.state(0).0), ("a", BreakerState::Trial));
    assert_eq!(models.start().await.unwrap().provider(), "b");
    assert_eq!(all(&mut trial).await.1, None);
    assert_eq!(models.state(0), (BreakerState::Closed, 0));
    assert_eq!(models.start().await.unwrap().provider(), "a");
}

#[tokio::test(start_paused = true)]
async fn a_trial_that_the_caller_ends_is_none() {
    let a = ScriptedChat::following(|_, count| match count {
        0 | 1 => vec![Step::status(500)],
        2 => vec![Step::Hang],
        _ => vec![Step::text("Well"), Step::Hang],
    });
    let models = Models::of(vec![a]);
    models.turn().await;
    models.turn().await;
    models.clock.advance(SignedDuration::from_secs(30));

    // The caller hangs up before the first word, then after it.
    assert!(tokio::time::timeout(ms(10), models.start()).await.is_err());
    assert_eq!(models.state(0), (BreakerState::Trial, 2));
    drop(models.start().await.unwrap());

    assert_eq!((models.state(0), models.asked()), ((BreakerState::Trial, 2), vec![4]));
    assert!(models.start().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn answers_that_break_later_count_as_failures() {
    let models = Models::always(vec![vec![Step::text("Well"), Step::BreakOff], says("Hello")]);
    models.turn().await;
    models.turn().await;

    assert_eq!(models.state(0), (models.resting_for(30), 2));
    assert_eq!(models.start().await.unwrap().provider(), "b");
}

#[tokio::test(start_paused = true)]
async fn an_answer_asked_for_earlier_does_not_end_a_rest() {
    let a = ScriptedChat::following(|_, count| match count {
        0 => vec![Step::text("Well"), Step::Wait(ms(100)), Step::text(" then")],
        _ => vec![Step::status(500)],
    });
    let models = Models::of(vec![a]);
    let mut early = models.start().await.unwrap();
    models.turn().await;
    models.turn().await;

    assert_eq!(all(&mut early).await.1, None);

    assert_eq!(models.state(0), (models.resting_for(30), 2));
}

#[tokio::test(start_paused = true)]
async fn some_failures_rest_at_once_and_longer() {
    let busy = |seconds| Step::Status { status: 429, retry_after: Some(Duration::from_secs(seconds)) };
    for (step, rest_seconds) in [
        (busy(70), Some(70)),
        (busy(7), Some(30)),
        (Step::status(429), Some(30)),
        (Step::status(401), Some(300)),
        (Step::status(403), Some(300)),
        (Step::status(404), Some(300)),
        (Step::status(400), None),
        (Step::status(500), None),
        (Step::Fail(AiError::Nonsense { problem: "it makes none" }), None),
    ] {
        let models = Models::always(vec![vec![step.clone()], says("Hello")]);
        models.turn().await;
        let state = rest_seconds.map_or(BreakerState::Closed, |seconds| models.resting_for(seconds));
        assert_eq!(models.state(0), (state, 1), "{step:?}");
    }

    let forever = Step::Status { status: 429, retry_after: Some(Duration::MAX) };
    let models = Models::always(vec![vec![forever]]);
    models.turn().await;
    assert_eq!(models.state(0).0, BreakerState::Resting { until: Timestamp::MAX });
}

#[tokio::test(start_paused = true)]
async fn times_without_end_are_none() {
    let model = Arc::new(ScriptedChat::new(vec![says("Hello")]));
    let clock = Arc::new(FixedClock::at("2026-11-24T09:00:00Z".parse().unwrap()));
    let endless = Duration::MAX;
    let config =
        ChainConfig { first_token_within: endless, gap_within: endless, turn_within: endless, rest: endless };
    let chain = ChatChain::new(vec![model], clock, config);

    let mut answer = chain.start(&[0], &request()).await.unwrap();
    assert_eq!(all(&mut answer).await, (vec![text("Hello"), stop()], None));

    // The script holds one answer.
    assert_eq!(chain.start(&[0], &request()).await.unwrap_err().failures.len(), 1);
}

#[tokio::test]
async fn the_chain_goes_on_to_the_next_address() {
    let down = MockServer::start().await;
    Mock::given(path("/v1/chat/completions")).respond_with(ResponseTemplate::new(503)).mount(&down).await;
    let well = MockServer::start().await;
    let stream = "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}\n\n";
    Mock::given(path("/v1/chat/completions"))
        .respond_with(ResponseTemplate::new(200).set_body_raw(stream, "text/event-stream"))
        .mount(&well)
        .await;
    let model = |name: &str, server: &MockServer| {
        let model = OpenAiChat::new(OpenAiChatConfig {
            name: name.to_owned(),
            api_key: Secret::default(),
            base_url: format!("{}/v1", server.uri()),
            model: "llama".to_owned(),
            answer_within: Duration::from_secs(60),
        });
        Arc::new(model.unwrap()) as Arc<dyn ChatModel>
    };
    let clock = Arc::new(FixedClock::at("2026-11-24T09:00:00Z".parse().unwrap()));
    let patient = Duration::from_secs(60);
    let config = ChainConfig {
        first_token_within: patient,
        gap_within: patient,
        turn_within: patient * 3,
        ..ChainConfig::default()
    };
    let chain = ChatChain::new(vec![model("down", &down), model("well", &well)], clock, config);

    let mut answer = chain.start(&[0, 1], &request()).await.unwrap();

    assert_eq!((answer.provider(), answer.failures().len()), ("well", 1));
    assert_eq!(all(&mut answer).await, (vec![text("Hello"), stop()], None));
}
