package io.kvswarm.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Goal: the rooms stay in order. {@link #MAY_USE} is the architecture, one line per room. */
final class ArchitectureTest {
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("api", List.of()),
            Map.entry("spi", List.of("api")),
            Map.entry("internal.base", List.of("api")),
            Map.entry("internal.identity", List.of("api", "internal.base")),
            Map.entry("internal.slicing", List.of("api", "internal.base")),
            Map.entry("internal.config", List.of("api", "internal.base", "internal.identity", "internal.slicing")),
            Map.entry("internal.wire", List.of("api", "internal.base", "internal.identity")),
            Map.entry("internal.log", List.of("api", "internal.base", "internal.identity", "internal.wire")),
            Map.entry("internal.store", List.of("api", "internal.base", "internal.log", "internal.wire")),
            Map.entry(
                    "internal.write",
                    List.of(
                            "api",
                            "internal.base",
                            "internal.config",
                            "internal.identity",
                            "internal.log",
                            "internal.slicing",
                            "internal.wire")),
            Map.entry(
                    "internal.read",
                    List.of("api", "internal.base", "internal.config", "internal.slicing", "internal.wire")),
            Map.entry(
                    "internal.near",
                    List.of("api", "spi", "internal.base", "internal.read", "internal.wire", "internal.write")),
            Map.entry("internal.watch", List.of("api", "spi", "internal.base", "internal.wire")),
            Map.entry("internal.lease", List.of("api", "internal.base", "internal.wire")),
            Map.entry(
                    "internal.storage",
                    List.of(
                            "api",
                            "internal.base",
                            "internal.config",
                            "internal.identity",
                            "internal.log",
                            "internal.slicing",
                            "internal.store",
                            "internal.wire")),
            Map.entry(
                    "internal.peer",
                    List.of("api", "internal.base", "internal.config", "internal.identity", "internal.wire")),
            Map.entry(
                    "internal.node",
                    List.of(
                            "api",
                            "internal.base",
                            "internal.identity",
                            "internal.slicing",
                            "internal.config",
                            "internal.wire",
                            "internal.log",
                            "internal.store",
                            "internal.write",
                            "internal.read",
                            "internal.near",
                            "internal.watch",
                            "internal.lease",
                            "internal.storage",
                            "internal.peer")),
            Map.entry(
                    "",
                    List.of(
                            "api",
                            "spi",
                            "internal.base",
                            "internal.identity",
                            "internal.slicing",
                            "internal.config",
                            "internal.wire",
                            "internal.log",
                            "internal.store",
                            "internal.write",
                            "internal.read",
                            "internal.near",
                            "internal.watch",
                            "internal.lease",
                            "internal.storage",
                            "internal.peer",
                            "internal.node")));

    private static final Map<String, List<String>> OWNED_BY = Map.of(
            "io.netty..", List.of("io.kvswarm.internal.peer.."),
            "jetbrains.exodus..", List.of("io.kvswarm.internal.store.."),
            "com.github.benmanes.caffeine..", List.of("io.kvswarm.internal.near"),
            "javax.cache..", List.of("io.kvswarm.jcache.."));

    private static final JavaClasses MAIN = new ClassFileImporter()
            // The library's own option does not know the build directory of another JDK.
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("io.kvswarm");

    @Test
    void roomsFormNoCycle() {
        slices().matching("io.kvswarm.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @TestFactory
    Stream<DynamicTest> roomsUseOnlyTheRoomsBelow() {
        return MAY_USE.entrySet().stream()
                .map(room -> dynamicTest(
                        packageOf(room.getKey()),
                        () -> mayUse(room.getKey(), room.getValue()).check(MAIN)));
    }

    @TestFactory
    Stream<DynamicTest> everyLibraryHasOneOwner() {
        return OWNED_BY.entrySet().stream()
                .map(library -> dynamicTest(
                        library.getKey(),
                        () -> noClasses()
                                .that()
                                .resideOutsideOfPackages(library.getValue().toArray(String[]::new))
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage(library.getKey())
                                .allowEmptyShould(true)
                                .check(MAIN)));
    }

    @Test
    void publicSignaturesShowNoInternals() {
        DescribedPredicate<JavaClass> internal = resideInAPackage("io.kvswarm.internal..");
        methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage("io.kvswarm", "io.kvswarm.api")
                .and()
                .arePublic()
                .should()
                .notHaveRawReturnType(internal)
                .andShould()
                .notHaveRawParameterTypes(DescribedPredicate.anyElementThat(internal))
                .check(MAIN);
    }

    @Test
    void timeComesFromTheClock() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kvswarm.internal.base")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(MAIN);
    }

    @Test
    void everyPackageHasARow() {
        Set<String> without = MAIN.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> MAY_USE.keySet().stream().noneMatch(room -> belongsTo(name, room)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), without);
    }

    private static boolean belongsTo(String packageName, String room) {
        String root = packageOf(room);
        return packageName.equals(root) || !room.isEmpty() && packageName.startsWith(root + ".");
    }

    private static String packageOf(String room) {
        return room.isEmpty() ? "io.kvswarm" : "io.kvswarm." + room;
    }

    /** The entry points are one package; every other room takes its sub-rooms along. */
    private static String patternOf(String room) {
        return room.isEmpty() ? "io.kvswarm" : packageOf(room) + "..";
    }

    private static ArchRule mayUse(String room, List<String> others) {
        String[] allowed = Stream.concat(Stream.of(room), others.stream())
                .map(ArchitectureTest::patternOf)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(patternOf(room))
                .should()
                .dependOnClassesThat(resideInAPackage("io.kvswarm..").and(resideOutsideOfPackages(allowed)))
                .allowEmptyShould(true);
    }
}
