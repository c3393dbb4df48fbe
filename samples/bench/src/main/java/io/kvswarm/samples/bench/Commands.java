package io.kvswarm.samples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A process's conversation with the one that started it: a line in, a line out. Ends with its standard input. */
final class Commands {
    private static final BufferedReader IN =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private Commands() {}

    /** The words of the next line; null at the end. */
    static String[] next() throws IOException {
        String line = IN.readLine();
        return line == null ? null : line.trim().split(" ", -1);
    }

    static void answer(String line) {
        System.out.println(line);
        System.out.flush();
    }

    static void awaitEnd() throws IOException {
        while (IN.readLine() != null) {
            // Whatever is said here means nothing but that the other end lives.
        }
    }
}
