package io.kvswarm.cli.log;

import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger that prints lines. */
final class LineLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    LineLogger(String name) {
        this.name = name;
    }

    @Override
    public boolean isTraceEnabled() {
        return CommandLog.shows(name, Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return CommandLog.shows(name, Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return CommandLog.shows(name, Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return CommandLog.shows(name, Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return CommandLog.shows(name, Level.ERROR);
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable cause) {
        CommandLog.print(name, level, MessageFormatter.basicArrayFormat(pattern, arguments), cause);
    }
}
