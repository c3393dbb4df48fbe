package io.kvswarm.samples.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The process with the application's threads. Takes commands on standard input, answers each with a line. */
public final class Client {
    /** Entries in the store. */
    static final int KEYS = 100_000;

    private Client() {}

    /** Arguments: {@code echo KEYSTORE PORT…} or {@code swarm DIRECTORY CONFIG RUNDIRECTORY}. */
    public static void main(String[] arguments) throws Exception {
        try (Service service = open(List.of(arguments))) {
            Commands.answer("ready");
            for (String[] words = Commands.next(); words != null; words = Commands.next()) {
                Commands.answer(run(service, words));
            }
        }
        System.exit(0);
    }

    private static Service open(List<String> arguments) throws Exception {
        List<String> others = new ArrayList<>(arguments.subList(2, arguments.size()));
        if (arguments.get(0).equals("echo")) {
            List<Integer> ports = others.stream().map(Integer::valueOf).toList();
            return new EchoService(new EchoTls(Path.of(arguments.get(1))), ports);
        }
        return new SwarmService(Path.of(arguments.get(1)), Path.of(arguments.get(2)), Path.of(arguments.get(3)));
    }

    /** Commands: {@code get|put THREADS SECONDS}, {@code pipeline OUTSTANDING SECONDS}, {@code flush COUNT FIRST}. */
    private static String run(Service service, String[] words) throws InterruptedException {
        int number = Integer.parseInt(words[1]);
        return switch (words[0]) {
            case "get" ->
                new Load(service::get, KEYS, seconds(words)).blocked(number).toLine();
            case "put" ->
                new Load(service::put, KEYS, seconds(words)).blocked(number).toLine();
            case "pipeline" ->
                new Load(service::get, KEYS, seconds(words)).pipelined(number).toLine();
            case "flush" -> flush(service, number, Integer.parseInt(words[2])).toLine();
            default -> throw new IllegalArgumentException("command is " + words[0]);
        };
    }

    private static double seconds(String[] words) {
        return Double.parseDouble(words[2]);
    }

    private static Load.Result flush(Service service, int count, int first) {
        long start = System.nanoTime();
        service.putAll(first, count).join();
        long took = System.nanoTime() - start;
        return new Load.Result(took, took, count * 1e9 / took);
    }
}
