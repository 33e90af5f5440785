package com.wizardsofts.ollamaswarm.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that change nothing: plan, status, doctor, explain. */
class LookCommandsTest {
  private static final String PLAN = "POST /v1/rollouts";
  private static final String SATISFIED =
      """
      {"phase":"store","id":"store.export","title":"Export it","seen":"SATISFIED","evidence":"exportfs lists it"}\
      """;
  private static final String CREATED =
      """
      {"phase":"deploy","id":"deploy.network","title":"Create the network","seen":"DIFFERS","change":"MAKES","current":"no network x","wanted":"an overlay network"}\
      """;
  private static final String CHANGED =
      """
      {"phase":"deploy","id":"deploy.gateway","title":"Route","seen":"DIFFERS","current":"two lines","wanted":"-old\\n+new","interruption":"Traefik restarts"}\
      """;
  private static final String BLOCKED =
      """
      {"phase":"store","id":"store.preflight","title":"Check","seen":"BLOCKED","problem":{"code":"port.taken","title":"t","status":409,"detail":"nginx holds 11434","remedy":"stop it"}}\
      """;

  private static final String LEFT =
      """
      {"phase":"store","id":"store.leave.s85","title":"Leave it","seen":"DIFFERS","change":"TAKES_AWAY","current":"label x","wanted":"no label"}\
      """;

  private final FakeLead lead = new FakeLead();

  @AfterEach
  void close() {
    lead.close();
  }

  @Test
  void a_plan_shows_what_is_made_and_what_is_changed_and_ends_with_drift() {
    lead.answers(PLAN, 200, plan(SATISFIED, CREATED, LEFT, CHANGED));
    var ran = lead.run("plan");
    assertThat(ran.out())
        .isEqualTo(
            """
            + deploy.network  Create the network
                is       no network x
                wanted   an overlay network
            - store.leave.s85  Leave it
                is       label x
                wanted   no label
            ~ deploy.gateway  Route
                is       two lines
                wanted   -old
                         +new
                down     Traefik restarts
            plan abc: 3 to change, 0 to be seen later, 0 blocked, 1 satisfied
            """);
    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(lead.requests).containsExactly(PLAN + " {\"prove\":false,\"dryRun\":true}");
  }

  @Test
  void a_plan_with_nothing_to_change_ends_well() {
    lead.answers(PLAN, 200, plan(SATISFIED));
    assertThat(lead.run("plan").exitCode()).isZero();
  }

  @Test
  void a_blocked_plan_says_what_blocks_it() {
    lead.answers(PLAN, 200, plan(BLOCKED, CREATED));
    var ran = lead.run("plan");
    assertThat(ran.out()).contains("! store.preflight").contains("nginx holds 11434", "stop it");
    assertThat(ran.exitCode()).isEqualTo(4);
  }

  @Test
  void with_json_the_answer_is_printed_as_it_is() {
    lead.answers(PLAN, 200, plan(CREATED));
    assertThat(lead.run("plan", "--json").out()).contains("\"id\" : \"deploy.network\"");
  }

  @Test
  void status_shows_who_answers_who_does_not_and_the_replicas() {
    lead.answers("GET /v1/cluster", 200, cluster(2, ""));
    var ran = lead.run("status");
    assertThat(ran.out())
        .isEqualTo(
            """
            SERVER  AGENT       ANSWERS  VERSION  DOCKER  SWARM    HAS
            s80     nfs-agent   yes      1.0      28.1    active   store /m, 1.00 GiB of 2.00 GiB free, 0 models
            s84     node-agent  yes      1.0      28.1    manager  s:/m at /m, read-only

            service  ollama: 2 of 2 replicas run, 2 routed to, ollama/ollama
            """);
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void status_with_a_missing_replica_or_an_agent_that_is_away_is_unhealthy() {
    lead.answers("GET /v1/cluster", 200, cluster(1, ""));
    lead.answers("GET /v1/cluster", 200, cluster(2, FakeLead.problem(504, "agent.unreachable")));
    assertThat(lead.run("status").exitCode()).isEqualTo(3);
    var away = lead.run("status");
    assertThat(away.exitCode()).isEqualTo(3);
    assertThat(away.out()).contains("no, since 90 s");
  }

  @Test
  void doctor_prints_cause_and_remedy_of_each_finding() {
    lead.answers("GET /v1/diagnosis", 200, findings("ERROR"));
    var ran = lead.run("doctor");
    assertThat(ran.out())
        .isEqualTo(
            """
            error: It is broken  [mount.missing]
              on     s84
              cause  /m: nothing is mounted
              do     mount it
              fix    ollama-swarm fix mount.missing
              seen   a line
            """);
    assertThat(ran.exitCode()).isEqualTo(3);
  }

  @Test
  void doctor_ends_well_without_errors() {
    lead.answers("GET /v1/diagnosis", 200, findings("WARNING"));
    lead.answers("GET /v1/diagnosis", 200, "[]");
    assertThat(lead.run("doctor").exitCode()).isZero();
    var well = lead.run("doctor");
    assertThat(well.out()).isEqualTo("all is well\n");
    assertThat(well.exitCode()).isZero();
  }

  @Test
  void a_problem_of_the_lead_is_printed_with_its_cause_and_remedy() {
    lead.answers("GET /v1/cluster", 404, FakeLead.problem(404, "not-found"));
    var ran = lead.run("status");
    assertThat(ran.err())
        .contains("error: A title  [not-found]", "a detail", "cause  a cause", "do     a remedy")
        .contains("ollama-swarm explain not-found");
    assertThat(ran.out()).isEmpty();
    assertThat(ran.exitCode()).isEqualTo(1);
  }

  @Test
  void with_json_a_problem_is_the_answer_for_programs_and_text_for_people() {
    lead.answers("GET /v1/cluster", 404, FakeLead.problem(404, "not-found"));
    var ran = lead.run("status", "--json");
    assertThat(ran.out()).contains("\"code\" : \"not-found\"", "\"remedy\" : \"a remedy\"");
    assertThat(ran.err()).contains("error: A title  [not-found]");
    assertThat(ran.exitCode()).isEqualTo(1);
  }

  @Test
  void status_with_a_mount_that_is_not_proved_is_unhealthy_and_says_why() {
    var proved = "\"writeRefused\":true";
    var cluster = cluster(2, "");
    lead.answers(
        "GET /v1/cluster",
        200,
        cluster.replace(proved, "\"writeRefused\":false,\"trouble\":\"no answer within 3 s\""));
    lead.answers("GET /v1/cluster", 200, cluster.replace("\"source\":\"s:/m\",", ""));
    var hanging = lead.run("status");
    assertThat(hanging.out()).contains("s:/m at /m, not proved read-only (no answer within 3 s)");
    assertThat(hanging.exitCode()).isEqualTo(3);
    var missing = lead.run("status");
    assertThat(missing.out()).contains("nothing mounted at /m");
    assertThat(missing.exitCode()).isEqualTo(3);
  }

  @Test
  void status_with_a_store_that_cannot_be_looked_at_is_unhealthy_and_says_why() {
    var told = "\"models\":{\"value\":[],\"ageMillis\":0}";
    var problem = "\"models\":{\"problem\":%s}".formatted(FakeLead.problem(500, "internal"));
    lead.answers("GET /v1/cluster", 200, cluster(2, "").replace(told, problem));
    var ran = lead.run("status");
    assertThat(ran.out()).contains("GiB free, a detail");
    assertThat(ran.exitCode()).isEqualTo(3);
  }

  @Test
  void an_address_without_a_port_is_a_wrong_word() {
    var ran = FakeLead.command("status", "--lead", "foo", "--tls", "target/pki");
    assertThat(ran.err()).contains("--lead: has to be HOST:PORT", "foo");
    assertThat(ran.exitCode()).isEqualTo(2);
  }

  @Test
  void a_lead_that_is_away_and_a_missing_certificate_are_problems_too(@TempDir Path empty) {
    var away = FakeLead.command("status", "--lead", "localhost:1", "--tls", "target/pki");
    assertThat(away.err()).contains("[agent.unreachable]").contains("localhost:1");
    assertThat(away.exitCode()).isEqualTo(1);
    var nobody = FakeLead.command("status", "--lead", "localhost:1", "--tls", empty.toString());
    assertThat(nobody.err()).contains("operator.crt").contains("--tls");
    assertThat(nobody.exitCode()).isEqualTo(1);
  }

  @Test
  void a_lead_of_another_authority_is_not_believed() {
    var ran = FakeLead.command("status", "--lead", lead.address(), "--tls", "target/pki/foreign");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("same CA");
    assertThat(lead.requests).isEmpty();
  }

  @Test
  void explain_knows_findings_and_problems_and_the_nearest_of_a_wrong_code() {
    assertThat(FakeLead.command("explain", "mount.missing").out())
        .contains("finding, error", "not mounted", "What to do");
    assertThat(FakeLead.command("explain", "mount.busy").out()).contains("problem, status 409");
    assertThat(FakeLead.command("explain").out()).contains("agent.away", "bad-input");
    assertThat(FakeLead.command("explain", "mount.missing", "--json").out())
        .contains("\"kind\" : \"finding\"", "\"severity\" : \"ERROR\"", "store.mount.*");
    assertThat(FakeLead.command("explain", "--json").out()).contains("mount.busy", "agent.away");
    var wrong = FakeLead.command("explain", "mount.mising");
    assertThat(wrong.err()).contains("Did you mean mount.missing?");
    assertThat(wrong.exitCode()).isEqualTo(1);
  }

  @Test
  void wrong_words_end_with_2_and_help_lists_the_exit_codes() {
    assertThat(FakeLead.command("plann").exitCode()).isEqualTo(2);
    assertThat(FakeLead.command("scale", "many").exitCode()).isEqualTo(2);
    assertThat(FakeLead.command("--help").out()).contains("Exit codes:", "rollback", "blocked");
    assertThat(FakeLead.command("generate-completion").out()).contains("complete -F");
    assertThat(FakeLead.command("--version").out()).matches("ollama-swarm [0-9].*\\n");
  }

  private static String plan(String... steps) {
    return "{\"hash\":\"abc\",\"steps\":[%s]}".formatted(String.join(",", steps));
  }

  private static String findings(String severity) {
    return """
    [{"code":"mount.missing","severity":"%s","server":"s84","symptom":"It is broken",
      "cause":"/m: nothing is mounted","remedy":"mount it","evidence":["a line"]}]
    """
        .formatted(severity);
  }

  private static String cluster(int running, String problem) {
    var status =
        """
        {"value":{"agent":"a","version":"1.0","host":"h","dockerVersion":"28.1","swarm":"active",
          "manager":%s,"clock":"2026-01-05T12:00:00Z"},"ageMillis":90000%s}
        """;
    return """
    {"lead":"s84","at":"2026-01-05T12:00:00Z","agents":[
      {"server":"s80","agent":"nfs-agent","address":"LEAD","status":%s,
       "store":{"value":{"path":"/m","id":"i","marker":"k","freeBytes":1073741824,"totalBytes":2147483648},"ageMillis":0},
       "models":{"value":[],"ageMillis":0}},
      {"server":"s84","agent":"node-agent","address":"x:7484","status":%s,
       "mount":{"value":{"mountPoint":"/m","source":"s:/m","type":"nfs4","networkType":true,"options":[],
        "writeRefused":true,"readAheadKiB":1,"startsAtBoot":true},"ageMillis":0}}],
     "service":{"value":{"name":"ollama","image":"ollama/ollama","desired":2,"running":%d,"memoryBytes":0,
       "reservedBytes":0,"cpus":0,"changes":[]},"ageMillis":0},
     "routed":{"value":%d,"ageMillis":0}}
    """
        .formatted(
            status.formatted(false, problem.isEmpty() ? "" : ",\"problem\":" + problem),
            status.formatted(true, ""),
            running,
            running);
  }
}
