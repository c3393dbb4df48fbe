package io.kvswarm.cli.bulk;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory with a file for each entry, which appears as a whole. The key is the path; a key that is no relative
 * path, or whose path is another entry's directory, is left out and counted.
 */
public final class DirectoryTarget implements EntryTarget {
    private static final int NAME_BYTES_MAX = 255;

    private final Path directory;
    private final Path temporary;
    private long leftOut;

    /**
     * Begins to write beside {@code path}.
     *
     * @throws IOException if there is something in {@code path}
     */
    public DirectoryTarget(Path path) throws IOException {
        directory = path.toAbsolutePath().normalize();
        if (Files.exists(directory) && !isEmptyDirectory(directory)) {
            throw new FileAlreadyExistsException(directory + " is there, expected a new or empty directory");
        }
        temporary = temporaryBeside(directory);
    }

    private static Path temporaryBeside(Path directory) {
        try {
            Files.createDirectories(directory.getParent());
            return Files.createTempDirectory(directory.getParent(), "." + directory.getFileName() + ".");
        } catch (IOException e) {
            throw new SwarmException(
                    ErrorCode.DIRECTORY_UNUSABLE,
                    directory + " cannot be made (" + e.getClass().getSimpleName()
                            + "), expected a path this user can write to; nothing was changed",
                    e);
        }
    }

    @Override
    public void take(EntryRecord entry) throws IOException {
        Optional<Path> file = fileOf(entry.key());
        if (file.isEmpty()) {
            leftOut++;
            return;
        }
        try {
            Files.createDirectories(file.get().getParent());
            Files.write(file.get(), entry.value(), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException anotherEntryNeedsThisName) {
            leftOut++;
        }
    }

    private Optional<Path> fileOf(byte[] key) {
        try {
            String name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
            Path file = temporary;
            for (String part : name.split("/", -1)) {
                if (part.isEmpty()
                        || part.equals(".")
                        || part.equals("..")
                        || part.indexOf('\0') >= 0
                        || part.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
                    return Optional.empty();
                }
                file = file.resolve(part);
            }
            return Optional.of(file);
        } catch (CharacterCodingException | IllegalArgumentException noPath) {
            return Optional.empty();
        }
    }

    @Override
    public long leftOut() {
        return leftOut;
    }

    @Override
    public void finish() throws IOException {
        Files.move(temporary, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(temporary)) {
            try (Stream<Path> all = Files.walk(temporary)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static boolean isEmptyDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> content = Files.list(path)) {
            return content.findAny().isEmpty();
        }
    }
}
