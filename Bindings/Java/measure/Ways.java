// SPDX-License-Identifier: Apache-2.0

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** Compares JNI and java.lang.foreign, each with its own copy of the package in one process: `Ways PLACE...`. */
public final class Ways {
    private static final long TURN = 5_000_000;
    private static final String[] WAYS = {"jni", "foreign"};

    /** Keeps the compiler from removing the work. */
    static volatile long used;

    private static String read(String name) throws Exception {
        return Files.readString(Path.of(System.getenv("PBJWT_TOKENS"), name));
    }

    private static double turn(IntSupplier work) {
        long start = System.nanoTime();
        long now = start;
        long count = 0;
        while (now - start < TURN) {
            for (int i = 0; i < 50; i++) {
                used += work.getAsInt();
            }
            count += 50;
            now = System.nanoTime();
        }
        return (double) (now - start) / count;
    }

    public static void main(String[] places) throws Exception {
        URL[] urls = new URL[places.length];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = Path.of(places[i]).toUri().toURL();
        }
        List<IntSupplier> works = new ArrayList<>();
        List<List<Double>> turns = new ArrayList<>();
        for (String way : WAYS) {
            System.setProperty("io.productbridge.pbjwt.binding", way);
            ClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
            for (String token : new String[] {"", read("minimal"), read("full")}) {
                works.add((IntSupplier) loader.loadClass("io.productbridge.pbjwt.Way")
                        .getConstructor(String.class, String.class)
                        .newInstance(read("secret"), token));
                turns.add(new ArrayList<>());
            }
        }
        String seconds = System.getenv("PBJWT_BENCH_SECONDS");
        long rounds = Math.round((seconds == null ? 3 : Double.parseDouble(seconds)) * 1e9 / TURN);
        for (long round = 0; round < rounds; round++) {
            for (int i = 0; i < works.size(); i++) {
                turns.get(i).add(turn(works.get(i)));
            }
        }
        for (int i = 0; i < works.size(); i++) {
            List<Double> sorted = turns.get(i);
            sorted.sort(null);
            System.out.printf(
                    "Java %d, %-8s %-8s %6.0f ns%n",
                    Runtime.version().feature(),
                    WAYS[i / 3],
                    new String[] {"call", "minimal", "full"}[i % 3],
                    sorted.get(sorted.size() / 2));
        }
    }
}
