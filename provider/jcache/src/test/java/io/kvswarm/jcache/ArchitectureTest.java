package io.kvswarm.jcache;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Goal: the provider's rooms stay in order, and it knows of the swarm what is exported to it. {@link #MAY_USE} is the
 * architecture, one line per room. {@code Codec} is a room of its own: an interface for applications that uses nothing,
 * in the root package for its short name.
 */
final class ArchitectureTest {
    private static final String ROOT = "io.kvswarm.jcache";
    private static final String ENTRY = "(entry points)";
    private static final String VOCABULARY = "(vocabulary)";

    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry(VOCABULARY, List.of()),
            Map.entry("codec", List.of(VOCABULARY)),
            Map.entry("config", List.of("codec")),
            Map.entry("expiry", List.of()),
            Map.entry("integration", List.of()),
            Map.entry("statistics", List.of()),
            Map.entry("listener", List.of("codec")),
            Map.entry("processor", List.of("integration")),
            Map.entry("attach", List.of("config")),
            Map.entry(
                    "operation",
                    List.of("codec", "config", "expiry", "integration", "listener", "processor", "statistics")),
            Map.entry(
                    ENTRY,
                    List.of(
                            VOCABULARY,
                            "attach",
                            "codec",
                            "config",
                            "expiry",
                            "integration",
                            "listener",
                            "operation",
                            "statistics")));

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages(ROOT);

    @Test
    void roomsFormNoCycle() {
        slices().assignedFrom(new Rooms()).should().beFreeOfCycles().check(MAIN);
    }

    @TestFactory
    Stream<DynamicTest> roomsUseOnlyTheRoomsBelow() {
        return MAY_USE.entrySet().stream()
                .map(room -> dynamicTest(room.getKey(), () -> {
                    Set<String> allowed = new TreeSet<>(room.getValue());
                    allowed.add(room.getKey());
                    noClasses()
                            .that(isIn("room " + room.getKey(), Set.of(room.getKey())))
                            .should()
                            .dependOnClassesThat(isOf("another room", allowed))
                            .check(MAIN);
                }));
    }

    @Test
    void everyRoomHasARow() {
        assertEquals(
                new TreeSet<>(MAY_USE.keySet()),
                MAIN.stream().map(ArchitectureTest::roomOf).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void nothingInsideTheSwarmIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.kvswarm.internal..")
                .check(MAIN);
    }

    private static DescribedPredicate<JavaClass> isIn(String description, Set<String> rooms) {
        return DescribedPredicate.describe(description, type -> rooms.contains(roomOf(type)));
    }

    private static DescribedPredicate<JavaClass> isOf(String description, Set<String> allowed) {
        return DescribedPredicate.describe(
                description, type -> type.getPackageName().startsWith(ROOT) && !allowed.contains(roomOf(type)));
    }

    private static String roomOf(JavaClass type) {
        String name = type.getPackageName();
        if (!name.equals(ROOT)) {
            return name.substring(ROOT.length() + 1);
        }
        return type.getSimpleName().equals("Codec") ? VOCABULARY : ENTRY;
    }

    /** A slice for each room. */
    private static final class Rooms implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            boolean isOurs = type.getPackageName().startsWith(ROOT);
            return isOurs ? SliceIdentifier.of(roomOf(type)) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the rooms of the provider";
        }
    }
}
