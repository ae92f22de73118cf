// SPDX-License-Identifier: Apache-2.0

import com.sun.net.httpserver.HttpServer;
import io.productbridge.pbjwt.Secret;
import io.productbridge.pbjwt.Claims;
import io.productbridge.pbjwt.Verifier;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the programs with the jar that is named; ../../Bindings/Java/test does so. */
public final class ProgramsTest {
    private static final Path FOLDER = Path.of(System.getenv("PBJWT_TOKENS"));
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static int failures;

    private ProgramsTest() {}

    private static String token(String name) throws IOException {
        return Files.readString(FOLDER.resolve(name));
    }

    private static void same(Object right, Object is, String name) {
        if (!Objects.equals(right, is)) {
            failures++;
            System.out.println(name + ": expected " + right + "\nbut it is " + is);
        }
    }

    private static String who(String jar, String name, String secret) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp", jar + ":programs", "Who", FOLDER.resolve(secret).toString())
                .redirectErrorStream(true)
                .redirectInput(FOLDER.resolve(name).toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said;
    }

    private static void program(String jar) throws Exception {
        same("0 Zoë \"Ada\" Lovelace <ada@example.com>\n", who(jar, "good", "secret"), "who it is");
        String[][] refused = {
            {"expired", "secret", "1 51 expired: The token has expired"},
            {"number-as-email", "secret", "1 61 malformed_claim (email): "},
            {"good", "other-secret", "1 31 signature_mismatch: "},
            {"good", "nothing-here", "1 " + FOLDER.resolve("nothing-here")}
        };
        for (String[] one : refused) {
            String said = who(jar, one[0], one[1]);
            same(one[2], said.substring(0, Math.min(one[2].length(), said.length())), one[0] + " by " + one[1]);
            same(false, said.contains(token("secret")) || said.contains(token(one[0])), "what is hidden: " + one[0]);
        }
    }

    private static HttpResponse<String> ask(URI page, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(page);
        if (headers.length != 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void server() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        HttpServer server = Server.start(0, Verifier.of(token("secret")), threads);
        URI page = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
        try {
            String person = "ada@example.com, usr_7Yk2L, Ada Lovelace";
            same(person, ask(page, "Authorization", "Bearer " + token("minimal")).body(), "a header");
            same(person, ask(page, "Authorization", "bearer  " + token("minimal")).body(), "another way to write it");
            same(person, ask(page, "Cookie", "a=b; sso_token=" + token("minimal")).body(), "a cookie");
            for (String[] headers : new String[][] {{}, {"Authorization", "Basic YTpi"}, {"Cookie", "x=sso_token=a"}}) {
                HttpResponse<String> answer = ask(page, headers);
                String how = answer.headers().firstValue("WWW-Authenticate").orElse("");
                same("401 Bearer realm=\"productbridge\"", answer.statusCode() + " " + how, "no token");
            }
            for (String name : List.of("expired", "forged", "no-email")) {
                HttpResponse<String> answer = ask(page, "Authorization", "Bearer " + token(name));
                String how = answer.headers().firstValue("WWW-Authenticate").orElse("");
                same(401, answer.statusCode(), name);
                same(true, how.matches("Bearer realm=\"productbridge\", error=\"invalid_token\", error_description=\"[^\"]+\""), how);
            }
            // Many requests at once, and no person is mistaken for another.
            List<Future<String>> answers = new ArrayList<>();
            ExecutorService people = Executors.newFixedThreadPool(8);
            Secret secret = Secret.of(token("secret"));
            for (int i = 0; i < 400; i++) {
                String made = secret.issue(new Claims().set("email", "p" + i + "@example.com"));
                answers.add(people.submit(() -> ask(page, "Authorization", "Bearer " + made).body()));
            }
            for (int i = 0; i < answers.size(); i++) {
                same("p" + i + "@example.com, no id, no name", answers.get(i).get(), "person " + i);
            }
            people.shutdown();
        } finally {
            server.stop(0);
            threads.shutdown();
        }
    }

    public static void main(String[] arguments) throws Exception {
        program(arguments[0]);
        server();
        System.exit(failures == 0 ? 0 : 1);
    }
}
