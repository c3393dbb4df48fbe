package peers;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmConfig;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;

/**
 * kvswarm, set up by a configuration file that this writes.
 *
 * <p>{@code members=0}: embedded; with {@code disk=true} in a directory. {@code members=3}: client in memory of three
 * storage nodes, in memory too, or with {@code disk=true} each in a directory; TLS between all. {@code near=off} or
 * {@code coherent}, {@code nearMax=} entries, {@code durability=memory}, {@code os} or {@code fsync}; what is not said
 * is kvswarm's default.
 */
public final class KvSwarmAdapter extends GenericAdapter {
  private static final long READY_SECONDS_MAX = 60;

  /** A node needs the config to serve, and a config the nodes' ids: it is opened first, and configured by open(). */
  @Override
  public void startMember(int index) throws IOException {
    if (index >= members()) {
      throw new UnsupportedOperationException("a config that moves data to a new storage node is refused yet");
    }
    // What an earlier run left.
    Files.deleteIfExists(configFile());
    Files.deleteIfExists(note(index, "up"));
    Path directory = work.resolve("member-" + index);
    delete(directory);
    KvSwarm node = is("disk")
        ? KvSwarm.builder().directory(directory).open()
        : KvSwarm.builder().open();
    put(note(index, "id"), node.id().toString());
    Thread serving = new Thread(() -> serve(node, index), "serve");
    serving.setDaemon(true);
    serving.start();
  }

  private void serve(KvSwarm node, int index) {
    try {
      await(configFile());
      node.setConfig(SwarmConfig.load(configFile())).join();
      // Known when there is a config, and something to deliver by it.
      node.whenDelivered().join();
      node.listen(ListenOptions.LOOPBACK).join();
      put(note(index, "up"), "");
    } catch (IOException | InterruptedException | RuntimeException e) {
      e.printStackTrace();
    }
  }

  @Override
  public void open() throws Exception {
    StringBuilder file = new StringBuilder();
    if (members() > 0) {
      formSwarm();
      file.append("swarm: ").append(quoted(configFile())).append('\n');
      file.append("identity: ").append(quoted(writerDirectory().resolve("identity"))).append('\n');
    } else if (is("disk")) {
      // One that kvswarm makes itself, for nobody else to read: it holds a key.
      file.append("directory: ").append(quoted(work.resolve("node"))).append('\n');
    }
    file.append(defaults());
    Path place = work.resolveSibling(work.getFileName() + ".yaml");
    put(place, file.toString());
    CachingProvider provider = Caching.getCachingProvider("io.kvswarm.jcache.KvSwarmCachingProvider");
    cm = provider.getCacheManager(place.toUri(), provider.getDefaultClassLoader());
  }

  private String defaults() {
    StringBuilder text = new StringBuilder();
    if (s.containsKey("durability")) {
      text.append("  durability: ").append(get("durability", "")).append('\n');
    }
    if (s.containsKey("near") || s.containsKey("nearMax")) {
      text.append("  near:\n    mode: ").append(get("near", "coherent")).append('\n');
      text.append("    max-entries: ").append(getInt("nearMax", 10_000)).append('\n');
    }
    return text.isEmpty() ? "" : "defaults:\n" + text;
  }

  /** Makes the swarm's config of the members' ids and of a writer, whose identity file the client is given. */
  private void formSwarm() throws IOException, InterruptedException {
    Map<NodeId, Long> capacities = new LinkedHashMap<>();
    for (int i = 0; i < members(); i++) {
      capacities.put(NodeId.parse(Files.readString(note(i, "id"))), 1L);
    }
    NodeId writer;
    try (KvSwarm node = KvSwarm.builder().directory(writerDirectory()).open()) {
      writer = node.id();
    }
    SwarmConfig.of(capacities, List.of(writer)).save(configFile());
    for (int i = 0; i < members(); i++) {
      await(note(i, "up"));
    }
  }

  @Override
  public <K, V> Cache<K, V> create(String name, Class<K> k, Class<V> v, boolean byValue) throws Exception {
    // Entries live in a swarm, as bytes: there is no store by reference.
    return byValue ? super.create(name, k, v, true) : null;
  }

  private Path configFile() {
    return work.resolve("swarm.json");
  }

  private Path writerDirectory() {
    return work.resolve("writer");
  }

  private Path note(int index, String what) {
    return work.resolve("member-" + index + "." + what);
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }

  /** All or nothing for who waits for it. */
  private static void put(Path file, String content) throws IOException {
    Path written = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(written, content);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void await(Path file) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
    while (!Files.exists(file)) {
      if (System.nanoTime() - end > 0) {
        throw new IOException(file + " has not come within " + READY_SECONDS_MAX + " s");
      }
      Thread.sleep(20);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> {
        try {
          Files.delete(path);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
  }
}
