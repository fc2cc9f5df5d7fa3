"""One llama.cpp context: reads a prompt, writes an answer, remembers what it has read.

The same prompt gets the same words, whatever was asked before. Floating-point sums depend on how tokens are grouped,
so prompts are always read in batches that begin at multiples of the batch size, and only whole batches are used again.

A context belongs to one thread: everything here is called by the thread that built the engine, except
:meth:`LlamaCppEngine.cancel`. A native assertion ends the process, hence the worker process around it.
"""

import codecs
import ctypes
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import llama_cpp
import numpy as np
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from models.files import check_gguf
from models.language.prompt import Template, compose_prompt
from models.language.stopping import StopScanner
from models.types import ChatMessage, Generated, ModelDamaged, ModelDied, PromptTooLong, Usage

_ABORTED = 2
"""What ``llama_decode`` returns when the abort callback said so."""
_NEVER_ABORT = ctypes.cast(0, llama_cpp.ggml_abort_callback)
_ONLY_SEQUENCE = 0
_CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""For a file without a template of its own."""


class GenerationCancelled(Exception):
    """The caller asked to stop. What was read of the prompt stays in the context."""


_KEEP_QUIET = llama_cpp.llama_log_callback(lambda *_: None)
"""The library's log goes nowhere. Kept here because the library holds a bare pointer to it."""


class LlamaCppEngine:
    """Owns a model file in memory and the state of one sequence of tokens."""

    def __init__(self, path: Path, *, threads: int, context_tokens: int, batch_tokens: int = 64) -> None:
        """Load ``path``. ``batch_tokens`` is the grain of reading, of reuse and of interruption.

        Raises :class:`ModelMissing` and :class:`ModelDamaged`.
        """
        check_gguf(path)
        llama_cpp.llama_log_set(_KEEP_QUIET, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        model_settings = llama_cpp.llama_model_default_params()
        model_settings.n_gpu_layers = 0
        self._model = llama_cpp.llama_model_load_from_file(str(path).encode(), model_settings)
        if not self._model:
            raise ModelDamaged(f"The language model {path.name} cannot be loaded: fetch it again.")
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx = context_tokens
        settings.n_batch = settings.n_ubatch = batch_tokens
        settings.n_threads = settings.n_threads_batch = threads
        settings.no_perf = True
        self._context = llama_cpp.llama_init_from_model(self._model, settings)
        if not self._context:
            raise ModelDamaged(f"The language model {path.name} gives no context of {context_tokens} tokens.")
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._model)
        self._vocabulary_size = llama_cpp.llama_vocab_n_tokens(self._vocabulary)
        self._context_tokens = llama_cpp.llama_n_ctx(self._context)
        self._batch_tokens = batch_tokens
        self._template = self._read_template()
        self._held: list[int] = []
        """Tokens read as prompt whose state the context holds, from position 0. What was generated may follow."""
        self._cancelled = threading.Event()
        # The library keeps a bare pointer to the callback: Python must keep the object.
        self._abort_callback = llama_cpp.ggml_abort_callback(lambda _: self._cancelled.is_set())

    def cancel(self) -> None:
        """Stop the generation that runs now, also while it reads its prompt. May be called from another thread."""
        self._cancelled.set()

    def allow(self) -> None:
        """Take a cancellation back: called before the next generation by whoever orders them."""
        self._cancelled.clear()

    def close(self) -> None:
        """Give the memory back. Idempotent."""
        if self._context:
            llama_cpp.llama_free(self._context)
            llama_cpp.llama_model_free(self._model)
            self._context = self._model = None

    def generate(
        self, messages: Sequence[ChatMessage], *, max_tokens: int, stop: Sequence[str] = ()
    ) -> Iterator[Generated]:
        """Write greedily, a piece at a time, and end with the usage. ``max_tokens=0`` only reads the prompt.

        Raises :class:`PromptTooLong` before any work, :class:`GenerationCancelled`, :class:`ModelDied`.
        """
        processor_start, start = time.process_time(), time.perf_counter()
        prompt = self.tokenize_prompt(messages)
        if len(prompt) + max_tokens > self._context_tokens:
            raise PromptTooLong(
                f"{len(prompt)} tokens of prompt and {max_tokens} of answer do not fit in {self._context_tokens}."
            )
        reused = self._read(prompt)
        first_token = last_token = time.perf_counter()
        generated = 0
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        scanner = StopScanner(stop)
        while generated < max_tokens:
            token = self._likeliest_token()
            if llama_cpp.llama_vocab_is_eog(self._vocabulary, token):
                break
            generated += 1
            last_token = time.perf_counter()
            if text := scanner.feed(decoder.decode(self._bytes_of(token))):
                yield Generated(text)
            if scanner.found:
                break
            if generated < max_tokens:
                self._decode([token])
        if text := scanner.feed(decoder.decode(b"", final=True)) + scanner.flush():
            yield Generated(text)
        yield Generated(
            "",
            Usage(
                prompt_tokens=len(prompt),
                reused_tokens=reused,
                generated_tokens=generated,
                prefill_seconds=first_token - start,
                generation_seconds=last_token - first_token,
                cpu_seconds=time.process_time() - processor_start,
            ),
        )

    def tokenize_prompt(self, messages: Sequence[ChatMessage]) -> list[int]:
        """The tokens of a whole prompt, ready for the assistant to speak."""
        pieces = compose_prompt(self._template, messages)
        tokens = [token for piece in pieces for token in self._tokenize(piece.text, special=piece.is_template)]
        beginning = llama_cpp.llama_vocab_bos(self._vocabulary)
        if llama_cpp.llama_vocab_get_add_bos(self._vocabulary) and tokens[:1] != [beginning]:
            tokens.insert(0, beginning)
        return tokens

    def forget(self) -> None:
        """Drop the state of every prompt."""
        self._keep(0)

    def _read(self, prompt: Sequence[int]) -> int:
        """Bring the context to the end of ``prompt``; how many of its tokens were there already."""
        shared = min(_common_length(self._held, prompt), len(prompt) - 1)
        reused = self._keep(shared - shared % self._batch_tokens)
        self._interrupt_through(self._abort_callback)
        try:
            for at in range(reused, len(prompt), self._batch_tokens):
                batch = prompt[at : at + self._batch_tokens]
                self._decode(batch)
                self._held.extend(batch)
        finally:
            self._interrupt_through(_NEVER_ABORT)
        return reused

    def _interrupt_through(self, callback: object) -> None:
        """Let ``callback`` stop native work. It is asked at each operation, many hundred times a token: worth it for
        the seconds that a prompt takes, not for a single token, where it costs a tenth of the speed."""
        llama_cpp.llama_set_abort_callback(self._context, callback, ctypes.c_void_p(0))

    def _keep(self, length: int) -> int:
        """Forget what follows the first ``length`` tokens; less is kept by models that can only forget everything."""
        if not llama_cpp.llama_memory_seq_rm(self._memory, _ONLY_SEQUENCE, length, -1):
            llama_cpp.llama_memory_clear(self._memory, True)
            length = 0
        del self._held[length:]
        return length

    def _decode(self, tokens: Sequence[int]) -> None:
        """Add ``tokens`` to the context. When that fails, the context is brought back to the prompt it holds."""
        array = (llama_cpp.llama_token * len(tokens))(*tokens)
        batch = llama_cpp.llama_batch_get_one(array, len(tokens))
        outcome = _ABORTED if self._cancelled.is_set() else llama_cpp.llama_decode(self._context, batch)
        if outcome == 0:
            return
        self._keep(len(self._held))
        if outcome == _ABORTED:
            raise GenerationCancelled
        raise ModelDied(f"The language model stopped with code {outcome}.")

    def _likeliest_token(self) -> int:
        logits = llama_cpp.llama_get_logits_ith(self._context, -1)
        return int(np.ctypeslib.as_array(logits, shape=(self._vocabulary_size,)).argmax())

    def _tokenize(self, text: str, *, special: bool) -> list[int]:
        data = text.encode()
        room = (llama_cpp.llama_token * (len(data) + 2))()
        count = llama_cpp.llama_tokenize(self._vocabulary, data, len(data), room, len(room), False, special)
        return list(room[:count])

    def _bytes_of(self, token: int) -> bytes:
        room = ctypes.create_string_buffer(256)
        length = llama_cpp.llama_token_to_piece(self._vocabulary, token, room, len(room), 0, False)
        return room.raw[: max(length, 0)]

    def _read_template(self) -> Template:
        """The file's own chat template, in the library's sandbox."""
        written = llama_cpp.llama_model_chat_template(self._model, None)
        formatter = Jinja2ChatFormatter(
            template=written.decode() if written else _CHATML,
            eos_token=self._text_of_special(llama_cpp.llama_vocab_eos(self._vocabulary)),
            bos_token=self._text_of_special(llama_cpp.llama_vocab_bos(self._vocabulary)),
        )

        def render(messages: Sequence[dict[str, str]]) -> str:
            return str(formatter(messages=messages).prompt)

        return render

    def _text_of_special(self, token: int) -> str:
        return llama_cpp.llama_vocab_get_text(self._vocabulary, token).decode() if token >= 0 else ""


def _common_length(left: Sequence[int], right: Sequence[int]) -> int:
    """Length of the longest common beginning."""
    return next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
