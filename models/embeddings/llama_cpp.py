"""Vectors from a GGUF encoder in llama.cpp. One owner at a time: the context is not made for two threads."""

import ctypes
import math
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import llama_cpp

from models.files import check_gguf
from models.types import ModelDamaged, ModelDied

_QUERY_PREFIX: Final = "query: "
_PASSAGE_PREFIX: Final = "passage: "
_LONGEST_WINDOW: Final = 512
_KEEP_QUIET: Final = llama_cpp.llama_log_callback(lambda *_: None)
"""The library's log goes nowhere. Kept here because the library holds a bare pointer to it."""


class LlamaCppEmbedder:
    """A :class:`models.types.TextEmbedder` for the E5 family, which was trained with the two prefixes.

    The text is normalised by NFKC, as the family's tokenizer does, and cut to the model's window. One text is computed
    at a time: several in one batch wait for each other's attention and are many times slower on a processor.
    """

    def __init__(self, path: Path, *, threads: int, name: str) -> None:
        """Raises :class:`ModelMissing` and :class:`ModelDamaged`."""
        check_gguf(path)
        llama_cpp.llama_log_set(_KEEP_QUIET, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        model_settings = llama_cpp.llama_model_default_params()
        model_settings.n_gpu_layers = 0
        self._model = llama_cpp.llama_model_load_from_file(str(path).encode(), model_settings)
        if not self._model:
            raise ModelDamaged(f"The embedding model {path.name} cannot be loaded: fetch it again.")
        self._window = min(_LONGEST_WINDOW, llama_cpp.llama_model_n_ctx_train(self._model))
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx = settings.n_batch = settings.n_ubatch = self._window
        settings.n_threads = settings.n_threads_batch = threads
        settings.embeddings = True
        settings.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_ENABLED
        settings.no_perf = True
        self._context = llama_cpp.llama_init_from_model(self._model, settings)
        if not self._context or llama_cpp.llama_pooling_type(self._context) == llama_cpp.LLAMA_POOLING_TYPE_NONE:
            raise ModelDamaged(f"{path.name} is not a model that turns a text into one vector.")
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._model)
        self._dimensions = int(llama_cpp.llama_model_n_embd(self._model))
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def embed_query(self, text: str) -> list[float]:
        return self._embed(_QUERY_PREFIX + text)

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._embed(_PASSAGE_PREFIX + text) for text in texts]

    def close(self) -> None:
        """Give the memory back. Idempotent."""
        if self._context:
            llama_cpp.llama_free(self._context)
            llama_cpp.llama_model_free(self._model)
            self._context = self._model = None

    def _embed(self, text: str) -> list[float]:
        tokens = self._tokenize(unicodedata.normalize("NFKC", text))
        array = (llama_cpp.llama_token * len(tokens))(*tokens)
        outcome = llama_cpp.llama_encode(self._context, llama_cpp.llama_batch_get_one(array, len(tokens)))
        if outcome != 0:
            raise ModelDied(f"The embedding model stopped with code {outcome}.")
        vector = llama_cpp.llama_get_embeddings_seq(self._context, 0)[: self._dimensions]
        length = math.hypot(*vector)
        return [value / length for value in vector]

    def _tokenize(self, text: str) -> list[int]:
        """The tokens between their marks of beginning and end, the words cut when they do not all fit."""
        data = text.encode("utf-8", errors="replace")
        room = (llama_cpp.llama_token * (len(data) + 3))()
        count = llama_cpp.llama_tokenize(self._vocabulary, data, len(data), room, len(room), True, False)
        if count < 1:
            raise ModelDied("The embedding model cannot read this text.")
        tokens = list(room[:count])
        return tokens if count <= self._window else [*tokens[: self._window - 1], tokens[-1]]
