package io.kvswarm.jcache.processor;

import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;

/** What a processor returned for one of many keys, or threw. */
public final class Result<T> implements EntryProcessorResult<T> {
    private final T value;
    private final EntryProcessorException failure;

    private Result(T value, EntryProcessorException failure) {
        this.value = value;
        this.failure = failure;
    }

    /** It returned that. */
    public static <T> Result<T> of(T value) {
        return new Result<>(value, null);
    }

    /** It failed, or its operation did. */
    public static <T> Result<T> failed(RuntimeException thrown) {
        EntryProcessorException failure =
                thrown instanceof EntryProcessorException known ? known : new EntryProcessorException(thrown);
        return new Result<>(null, failure);
    }

    @Override
    public T get() {
        if (failure != null) {
            throw failure;
        }
        return value;
    }
}
