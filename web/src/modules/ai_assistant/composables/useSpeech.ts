/**
 * Ear and mouth of the browser, where it has them (Web Speech API). Both are optional: everything can be typed
 * and read. Speech recognition sends sound to the browser's maker, so it starts only when asked for.
 */
import { onScopeDispose, ref } from 'vue'

/** The part of `SpeechRecognition` in use; TypeScript's DOM does not know it. */
interface Recognition extends EventTarget {
  lang: string
  interimResults: boolean
  onresult: ((event: { resultIndex: number; results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }> }) => void) | null
  onerror: ((event: { error: string }) => void) | null
  onend: (() => void) | null
  start(): void
  abort(): void
}

type RecognitionMaker = new () => Recognition

function findRecognition(): RecognitionMaker | undefined {
  const known = window as { SpeechRecognition?: RecognitionMaker; webkitSpeechRecognition?: RecognitionMaker }
  return known.SpeechRecognition ?? known.webkitSpeechRecognition
}

/** Hears one sentence at a time. */
export function useSpeechInput(locale: string, heard: (sentence: string) => void) {
  const Maker = findRecognition()
  const isListening = ref(false)
  const interim = ref('')
  const problem = ref<'denied' | 'failed' | null>(null)
  let recognition: Recognition | null = null

  function listen(): void {
    if (!Maker || isListening.value) return
    const ear = new Maker()
    recognition = ear
    ear.lang = locale
    ear.interimResults = true
    problem.value = null
    ear.onresult = ({ resultIndex, results }) => {
      const newest = Array.from({ length: results.length - resultIndex }, (_, offset) => results[resultIndex + offset])
      const words = newest.map((result) => result?.[0]?.transcript ?? '').join('').trim()
      interim.value = words
      if (newest.some((result) => result?.isFinal) && words !== '') {
        stop()
        heard(words)
      }
    }
    ear.onerror = ({ error }) => {
      if (error !== 'aborted') problem.value = error === 'not-allowed' || error === 'service-not-allowed' ? 'denied' : 'failed'
    }
    ear.onend = () => {
      // A stopped ear may report late, when the next one is already listening.
      if (recognition === ear) finish()
    }
    isListening.value = true
    ear.start()
  }

  function stop(): void {
    const ear = recognition
    finish()
    ear?.abort()
  }

  function finish(): void {
    recognition = null
    isListening.value = false
    interim.value = ''
  }

  onScopeDispose(stop)
  return { canListen: Maker !== undefined, isListening, interim, problem, listen, stop }
}

/** Speaks one text at a time. */
export function useSpeechOutput(locale: string) {
  const voice = 'speechSynthesis' in window ? window.speechSynthesis : null
  const isSpeaking = ref(false)

  /** Resolves when the text has been spoken, or has been cut short. */
  function speak(text: string): Promise<void> {
    if (!voice) return Promise.resolve()
    voice.cancel()
    return new Promise((resolve) => {
      const utterance = new SpeechSynthesisUtterance(text)
      utterance.lang = locale
      const done = () => {
        isSpeaking.value = false
        resolve()
      }
      utterance.onend = done
      utterance.onerror = done
      isSpeaking.value = true
      voice.speak(utterance)
    })
  }

  function hush(): void {
    voice?.cancel()
    isSpeaking.value = false
  }

  onScopeDispose(hush)
  return { canSpeak: voice !== null, isSpeaking, speak, hush }
}
