package io.kvswarm.cli.bulk;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files below a directory: the key is the path from there, the value the content. Links are left out. */
public final class FileSource implements EntrySource {
    private static final String MODULES = "jrt:/";

    private final Path root;
    private final long expected;
    private final Predicate<Path> wanted;
    /** What is still to visit, the next one first. */
    private final Deque<Path> ahead = new ArrayDeque<>();

    private FileSource(Path root, Predicate<Path> wanted) throws IOException {
        this.root = root;
        try (Stream<Path> counted = Files.walk(root)) {
            this.expected = counted.filter(wanted).count();
        }
        this.wanted = wanted;
        ahead.push(root);
    }

    /** The files below {@code root}. */
    public static FileSource of(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new SwarmException(
                    ErrorCode.DIRECTORY_UNUSABLE,
                    root + (Files.exists(root) ? " is no directory" : " is not there")
                            + ", expected a directory of files, - for lines of JSON, or jrt:/ and the name of a module;"
                            + " nothing was imported");
        }
        return new FileSource(root, file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
    }

    /** True if {@code name} means a module of the running Java, for instance {@code jrt:/java.base}. */
    public static boolean isModule(String name) {
        return name.startsWith(MODULES);
    }

    /** The class files of a module of the running Java. */
    public static FileSource ofModule(String name) throws IOException {
        String module = name.substring(MODULES.length());
        Path root = FileSystems.getFileSystem(URI.create(MODULES)).getPath("/modules/" + module);
        if (module.isEmpty() || !Files.isDirectory(root)) {
            throw new SwarmException(
                    ErrorCode.DIRECTORY_UNUSABLE,
                    name + " is no module of this Java, expected for instance jrt:/java.base; nothing was imported");
        }
        return new FileSource(root, file -> file.toString().endsWith(".class"));
    }

    @Override
    public long expected() {
        return expected;
    }

    @Override
    public EntryRecord next() throws IOException {
        while (!ahead.isEmpty()) {
            Path next = ahead.pop();
            if (Files.isDirectory(next, LinkOption.NOFOLLOW_LINKS)) {
                pushAll(next);
            } else if (wanted.test(next)) {
                return entry(next);
            }
        }
        return null;
    }

    private void pushAll(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            children.sorted(Comparator.reverseOrder()).forEach(ahead::push);
        }
    }

    private EntryRecord entry(Path file) throws IOException {
        String separator = root.getFileSystem().getSeparator();
        String name = root.relativize(file).toString().replace(separator, "/");
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        byte[] value;
        try (InputStream in = Files.newInputStream(file)) {
            value = in.readNBytes(Limits.VALUE_BYTES_MAX + 1);
        }
        if (key.length > Limits.KEY_BYTES_MAX || value.length > Limits.VALUE_BYTES_MAX) {
            throw new SwarmException(
                    ErrorCode.TOO_LARGE,
                    file + " has a name of " + key.length + " and at least " + value.length
                            + " bytes, expected at most " + Limits.KEY_BYTES_MAX + " and " + Limits.VALUE_BYTES_MAX
                            + "; the files before it were imported");
        }
        return new EntryRecord(key, value);
    }

    @Override
    public void close() {}
}
