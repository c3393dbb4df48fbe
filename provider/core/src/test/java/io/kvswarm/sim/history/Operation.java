package io.kvswarm.sim.history;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.wire.Version;

/**
 * One operation on one key as its client saw it. Contents are numbers: 0 stands for no entry.
 *
 * <p>It is made when the operation begins and told how it ended.
 */
public final class Operation {
    /** The {@link #returned} of an operation that never did. */
    public static final long NEVER = Long.MAX_VALUE;
    /** The content of a key without entry. */
    public static final long ABSENT = 0;

    /** What it does. */
    public enum Kind {
        /** Reads. */
        GET,
        /** Sets the content. */
        PUT,
        /** Removes the entry. */
        REMOVE
    }

    /** What has to hold for it to apply. */
    public enum When {
        /** Nothing. */
        ALWAYS,
        /** There is no entry. */
        ABSENT,
        /** There is an entry. */
        PRESENT,
        /** The entry has {@link #wantedVersion}. */
        VERSION,
        /** The entry has {@link #wantedContent}. */
        CONTENT
    }

    /** How it ended. */
    public enum Ending {
        /** Not known: it takes effect once, at any time from its beginning on, or never. */
        OPEN,
        /** It took effect between its beginning and its end; a read has its answer. */
        APPLIED,
        /** Its condition was looked at between its beginning and its end and did not hold. */
        NOT_MET,
        /** It took no effect and never will; or, of a read, there is no answer. */
        NEVER
    }

    /** Its number in the run; operations of one client rise. */
    public final int number;
    /** Which node made it. */
    public final int client;
    /** Which start of that node's process made it. */
    public final int process;

    public final Kind kind;
    /** What a put sets. */
    public final long content;
    /** When it began. */
    public final long invoked;

    public Durability durability = Durability.FSYNC;
    public When when = When.ALWAYS;
    public Version wantedVersion;
    public long wantedContent;
    /** Bounds of the time at which the entry it makes may and has to be gone. */
    public long mayEnd = NEVER;

    public long mustEnd = NEVER;

    /** When its client was told how it ended; {@link #NEVER} if it was not. */
    public long returned = NEVER;

    public Ending ending = Ending.OPEN;
    /** When its client was told that it will be delivered; {@link #NEVER} if it was not. */
    public long logged = NEVER;
    /** True if it has to take effect although its client does not wait for that. */
    public boolean isDue;
    /** True if its client was shown what was there before it. */
    public boolean hasSeen;

    public long seenContent;
    /** Null if the version was not shown. */
    public Version seenVersion;
    /** The version of the entry it made; null if that is not known. */
    public Version made;
    /** The version of the entry it made once more, after a loss had taken the first one; null if it is not known. */
    public Version madeAgain;

    /** An operation that begins. */
    public Operation(int number, int client, int process, Kind kind, long content, long invoked) {
        this.number = number;
        this.client = client;
        this.process = process;
        this.kind = kind;
        this.content = content;
        this.invoked = invoked;
    }

    /** It applies only then. */
    public Operation when(When condition, long aContent, Version aVersion) {
        when = condition;
        wantedContent = aContent;
        wantedVersion = aVersion;
        return this;
    }

    /** What was there when it took effect, or when its condition did not hold. */
    public Operation saw(long aContent, Version version) {
        hasSeen = true;
        seenContent = aContent;
        seenVersion = version;
        return this;
    }

    /** Its client was told. */
    public Operation ended(Ending how, long at) {
        ending = how;
        returned = at;
        return this;
    }

    /**
     * The same once more, of which nobody was told: its owner lost the word that the condition did not hold, and was
     * sent it again.
     */
    public Operation again(Version version) {
        Operation again = new Operation(number, client, process, kind, content, invoked);
        again.durability = durability;
        again.when(when, wantedContent, wantedVersion);
        again.made = version;
        return again;
    }

    /** True if it changes something when it takes effect. */
    boolean isChange() {
        return kind != Kind.GET;
    }

    /** True if it was looked at between its beginning and its end and left everything as it was. */
    boolean changesNothing() {
        return ending == Ending.NOT_MET || (ending == Ending.APPLIED && kind == Kind.GET);
    }

    /** True if it has to be accounted for between its beginning and its end. */
    boolean isBound() {
        return ending == Ending.APPLIED || ending == Ending.NOT_MET;
    }

    /** One line for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(120);
        text.append(String.format(
                "#%-5d client %d.%d %11.3f .. %11s  %s",
                number, client, process, invoked / 1e6, returned == NEVER ? "-" : time(returned), kind));
        if (kind == Kind.PUT) {
            text.append(' ').append(content);
        }
        if (when != When.ALWAYS) {
            text.append(" if ").append(when);
            text.append(when == When.VERSION ? " " + wantedVersion + "=" + wantedContent : "");
            text.append(when == When.CONTENT ? " " + wantedContent : "");
        }
        text.append(" -> ").append(isDue ? "DUE" : ending.toString());
        text.append(logged == NEVER ? "" : " (logged at " + time(logged) + ")");
        text.append(hasSeen ? " saw " + seenContent + " " + shortForm(seenVersion) : "");
        text.append(made == null ? "" : " made " + shortForm(made));
        text.append(mayEnd == NEVER && mustEnd == NEVER ? "" : " ends " + time(mayEnd) + ".." + time(mustEnd));
        return text.append(isChange() ? " " + durability : "").toString();
    }

    private static String time(long nanos) {
        return nanos == NEVER ? "-" : String.format("%.3f", nanos / 1e6);
    }

    private static String shortForm(Version version) {
        return version == null ? "" : "v" + version.cellEpoch() + "." + version.term() + "." + version.index();
    }
}
