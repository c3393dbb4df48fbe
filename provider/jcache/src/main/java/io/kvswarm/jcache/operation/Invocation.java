package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.integration.Loading;
import io.kvswarm.jcache.operation.Decision.Kind;
import io.kvswarm.jcache.processor.ProcessedEntry;
import io.kvswarm.jcache.statistics.Tally;
import javax.cache.CacheException;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;

/** A step that an entry processor decides. */
final class Invocation implements Step {
    private final Key key;
    private final EntryProcessor<Object, Object, ?> processor;
    private final Object[] arguments;
    private final Loading loading;

    Invocation(Key key, EntryProcessor<Object, Object, ?> processor, Object[] arguments, Loading loading) {
        this.key = key;
        this.processor = processor;
        this.arguments = arguments;
        this.loading = loading;
    }

    @Override
    public Key key() {
        return key;
    }

    @Override
    public boolean isChange() {
        return true;
    }

    @Override
    public boolean callsApplication() {
        return true;
    }

    @Override
    public boolean isWritten() {
        return false;
    }

    @Override
    public Decision decide(Seen seen) {
        ProcessedEntry entry = new ProcessedEntry(key.object(), seen.value(), loading);
        Object result = process(entry);
        Kind kind = switch (entry.state()) {
            case UNUSED -> Kind.LEFT;
            case READ -> Kind.TOUCHED;
            case LOADED, SET -> Kind.PUT;
            case REMOVED -> Kind.REMOVED;
        };
        boolean writes = entry.state() == ProcessedEntry.State.SET || entry.state() == ProcessedEntry.State.REMOVED;
        Tally gets = entry.state() == ProcessedEntry.State.LOADED ? seen.gets().and(Tally.LOADED) : seen.gets();
        return new Decision(kind, entry.value(), writes, gets, result);
    }

    private Object process(ProcessedEntry entry) {
        try {
            return processor.process(entry, arguments);
        } catch (CacheException e) {
            throw e;
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new EntryProcessorException("an entry processor failed; the entry was left as it was", e);
        }
    }
}
