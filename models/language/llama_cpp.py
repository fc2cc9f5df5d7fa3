"""llama.cpp: a model file in memory, the state of its sequences of tokens, and what its tokens mean. Native calls only.

A context belongs to one thread. A native assertion ends the process, hence the worker process around it.
"""

import ctypes
from collections.abc import Callable, Sequence
from pathlib import Path

import llama_cpp
import numpy as np
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from models.files import check_gguf
from models.language.batching import Interrupted, Row
from models.language.prompt import PromptPiece, PromptTokens, Template, compose_prompt, tokenize_prompt
from models.types import ChatMessage, ModelDamaged, ModelDied

_ABORTED = 2
"""What ``llama_decode`` returns when the abort callback said so."""
_NEVER_ABORT = ctypes.cast(0, llama_cpp.ggml_abort_callback)
_LONGEST_CALLS_HELD = 2
"""How many of the longest calls the sequences hold together: calls are seldom that long, and admission counts."""
_CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""For a file without a template of its own."""
_KEEP_QUIET = llama_cpp.llama_log_callback(lambda *_: None)
"""The library's log goes nowhere. Kept here because the library holds a bare pointer to it."""


class LlamaCppContext:
    """Owns a model file in memory and the state of ``slots + 1`` sequences."""

    def __init__(
        self, path: Path, *, threads: int, context_tokens: int, slots: int = 1, batch_tokens: int = 64
    ) -> None:
        """Load ``path``. ``context_tokens`` is the longest call, ``batch_tokens`` the most rows of one batch.

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
        settings.n_ctx = context_tokens * min(slots, _LONGEST_CALLS_HELD)
        settings.n_batch = settings.n_ubatch = max(batch_tokens, slots)
        # one count for all batches: with two, the library would stop one pool of threads to start the other
        settings.n_threads = settings.n_threads_batch = threads
        settings.n_seq_max = slots + 1
        settings.kv_unified = True
        # where the model allows it: it passes over the cells of other calls, for which every call pays otherwise
        settings.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_AUTO
        settings.no_perf = True
        self._context = llama_cpp.llama_init_from_model(self._model, settings)
        if not self._context:
            raise ModelDamaged(f"The language model {path.name} gives no context of {context_tokens} tokens.")
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._model)
        self._vocabulary_size = llama_cpp.llama_vocab_n_tokens(self._vocabulary)
        self._batch = llama_cpp.llama_batch_init(settings.n_batch, 0, 1)
        self._template = self._read_template()
        self._interrupt: Callable[[], bool] | None = None
        # The library keeps a bare pointer to the callback: Python must keep the object.
        self._abort_callback = llama_cpp.ggml_abort_callback(
            lambda _: self._interrupt is not None and self._interrupt()
        )
        self._can_share = self._try_sharing()

    @property
    def cells(self) -> int:
        return int(llama_cpp.llama_n_ctx(self._context))

    @property
    def can_share(self) -> bool:
        return self._can_share

    def close(self) -> None:
        """Give the memory back. Idempotent."""
        if self._context:
            llama_cpp.llama_batch_free(self._batch)
            llama_cpp.llama_free(self._context)
            llama_cpp.llama_model_free(self._model)
            self._context = self._model = None

    def tokenize_prompt(self, messages: Sequence[ChatMessage]) -> PromptTokens:
        pieces = compose_prompt(self._template, messages)
        beginning = [llama_cpp.llama_vocab_bos(self._vocabulary)]
        if not llama_cpp.llama_vocab_get_add_bos(self._vocabulary) or self._tokenize(pieces[0])[:1] == beginning:
            beginning = []
        return tokenize_prompt(pieces, self._tokenize, self.spell, beginning)

    def spell(self, token: int) -> bytes:
        room = ctypes.create_string_buffer(256)
        length = llama_cpp.llama_token_to_piece(self._vocabulary, token, room, len(room), 0, False)
        return room.raw[: max(length, 0)]

    def is_end(self, token: int) -> bool:
        return bool(llama_cpp.llama_vocab_is_eog(self._vocabulary, token))

    def decode(self, rows: Sequence[Row], *, interrupt: Callable[[], bool] | None = None) -> list[int]:
        batch = self._batch
        batch.n_tokens = len(rows)
        for at, row in enumerate(rows):
            batch.token[at], batch.pos[at], batch.logits[at] = row.token, row.position, row.asks
            batch.n_seq_id[at], batch.seq_id[at][0] = 1, row.sequence
        if interrupt is not None:
            self._interrupt_through(self._abort_callback, interrupt)
        try:
            outcome = _ABORTED if interrupt and interrupt() else llama_cpp.llama_decode(self._context, batch)
        finally:
            if interrupt is not None:
                self._interrupt_through(_NEVER_ABORT, None)
        if outcome == _ABORTED:
            raise Interrupted
        if outcome:
            raise ModelDied(f"The language model stopped with code {outcome}.")
        return [self._likeliest_after(at) for at, row in enumerate(rows) if row.asks]

    def share(self, source: int, target: int, length: int) -> None:
        llama_cpp.llama_memory_seq_cp(self._memory, source, target, 0, length)

    def cut(self, sequence: int, length: int) -> None:
        llama_cpp.llama_memory_seq_rm(self._memory, sequence, length, -1)

    def save(self, sequence: int) -> bytes:
        size = llama_cpp.llama_state_seq_get_size(self._context, sequence)
        room = (ctypes.c_uint8 * size)()
        written = llama_cpp.llama_state_seq_get_data(self._context, room, size, sequence)
        return bytes(memoryview(room)[:written])

    def restore(self, sequence: int, state: bytes) -> bool:
        data = ctypes.cast(ctypes.c_char_p(state), ctypes.POINTER(ctypes.c_uint8))
        return bool(llama_cpp.llama_state_seq_set_data(self._context, data, len(state), sequence))

    def wipe(self) -> None:
        llama_cpp.llama_memory_clear(self._memory, True)

    def _try_sharing(self) -> bool:
        """Models with a running state cannot go back to the middle of a text: for them nothing is used again."""
        token = max(0, llama_cpp.llama_vocab_eos(self._vocabulary))
        self.decode([Row(token, position, 0, False) for position in range(2)])
        is_cut = llama_cpp.llama_memory_seq_rm(self._memory, 0, 1, -1)
        if is_cut:
            self.share(0, 1, 1)
        is_shared = is_cut and llama_cpp.llama_memory_seq_pos_max(self._memory, 1) == 0
        self.wipe()
        return bool(is_shared)

    def _interrupt_through(self, callback: object, interrupt: Callable[[], bool] | None) -> None:
        """Let ``callback`` stop native work. It is asked at each operation, many hundred times a token."""
        self._interrupt = interrupt
        llama_cpp.llama_set_abort_callback(self._context, callback, ctypes.c_void_p(0))

    def _likeliest_after(self, row: int) -> int:
        logits = llama_cpp.llama_get_logits_ith(self._context, row)
        return int(np.ctypeslib.as_array(logits, shape=(self._vocabulary_size,)).argmax())

    def _tokenize(self, piece: PromptPiece) -> list[int]:
        data = piece.text.encode()
        room = (llama_cpp.llama_token * (len(data) + 2))()
        count = llama_cpp.llama_tokenize(self._vocabulary, data, len(data), room, len(room), False, piece.is_template)
        return list(room[:count])

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
