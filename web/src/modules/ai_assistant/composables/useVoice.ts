import { useStorage } from '@vueuse/core'
import { ref, watch } from 'vue'
import { useLiveCall } from '../liveCall'
import { useSpeechInput, useSpeechOutput } from './useSpeech'

/**
 * The spoken side of the call: the receptionist's words are read out unless muted, and while the microphone is on
 * it listens whenever the receptionist has finished, so that a whole call can be held without a hand.
 */
export function useVoice(locale: string) {
  const call = useLiveCall()
  const isMuted = useStorage('bolt.call.muted', false)
  const isMicrophoneOn = ref(false)
  const output = useSpeechOutput(locale)
  const input = useSpeechInput(locale, (sentence) => void call.say({ text: sentence }))

  watch(
    () => call.lastTurn,
    async (turn) => {
      if (!turn) return output.hush()
      input.stop()
      if (!isMuted.value) await output.speak(turn.said)
      listenIfWanted()
    },
  )
  watch(isMuted, (muted) => muted && output.hush())
  watch(() => call.isRunning, (running) => running || turnOff())
  watch(input.problem, (problem) => problem === 'denied' && turnOff())

  function listenIfWanted(): void {
    if (isMicrophoneOn.value && call.isRunning && call.pending === null && !output.isSpeaking.value) input.listen()
  }

  function toggleMicrophone(): void {
    if (isMicrophoneOn.value) return turnOff()
    isMicrophoneOn.value = true
    // Who wants to speak has heard enough.
    output.hush()
    input.listen()
  }

  function turnOff(): void {
    isMicrophoneOn.value = false
    input.stop()
  }

  return {
    isMuted, isMicrophoneOn, toggleMicrophone,
    canSpeak: output.canSpeak, canListen: input.canListen,
    isListening: input.isListening, isSpeaking: output.isSpeaking, interim: input.interim, problem: input.problem,
  }
}
