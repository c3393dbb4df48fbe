package io.kvswarm.jcache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Goal: the reference page is what the code does. Method: its tables are made from the settings themselves. */
final class ReferencePageTest {
    private static final String START = "<!-- from the code: ReferencePageTest -->\n";

    @Test
    void thePageHasEveryKeyAsItIs() throws IOException {
        Path page = Path.of("../docs/configuration.md");
        String text = Files.readString(Files.exists(page) ? page : Path.of("provider/docs/configuration.md"));
        assertEquals(tables(), text.substring(text.indexOf(START) + START.length()));
    }

    private static String tables() {
        StringBuilder out = new StringBuilder("\n## Top of the file\n\n").append(head());
        for (TopSetting setting : TopSetting.values()) {
            row(out, setting.key(), setting.allowed(), setting.unless(), setting.meaning());
        }
        out.append("\n## Settings of a cache\n\nIn `defaults`, in each of `templates` and in each of `caches`.\n\n")
                .append(head());
        for (Setting setting : Setting.ALL) {
            row(out, setting.name(), setting.allowed(), setting.unless(), setting.meaning());
        }
        return out.toString();
    }

    private static String head() {
        return "| key | allowed | default | what |\n|---|---|---|---|\n";
    }

    private static void row(StringBuilder out, String key, String allowed, String unless, String meaning) {
        out.append("| `" + key + "` | " + allowed + " | " + unless + " | " + meaning + " |\n");
    }
}
