# shellcheck shell=bash disable=SC2154 # a part of services.sh
# Apache Kafka, one node that is broker and controller (KRaft), from Maven.

kafka_version=4.3.1
kafka_home=$home/kafka
kafka_programs=$home/programs/kafka-$kafka_version
kafka_settings=$kafka_home/server.properties
kafka_cluster=U2hlbGZ0YWxrLXRlc3RzLg # 16 bytes as Kafka writes them; any would do
kafka_java=(java -Xms128m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$kafka_programs/*"
  -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info)

kafka_fetch() {
  command -v mvn >/dev/null || fail 'Kafka comes from Maven: install it (Debian: apt-get install maven)'
  cat >"$kafka_programs/pom.xml" <<XML
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>shelftalk</groupId><artifactId>services</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$kafka_version</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
XML
  mvn -q -B -Dstyle.color=never -f "$kafka_programs/pom.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$kafka_programs" >&2 || fail "Maven could not fetch Kafka $kafka_version"
}
kafka_install() {
  command -v java >/dev/null || fail 'Kafka needs Java 17 or newer (Debian: apt-get install openjdk-17-jre-headless)'
  make_programs "$kafka_programs" kafka_fetch
}

kafka_port() { cat "$kafka_home/port"; }
kafka_controller_port() { cat "$kafka_home/controller.port"; }

# The settings of production; of two lines for one thing the last one counts. Few threads and small internal
# topics, since there are few clients. The broker's session is short, or a new start after a kill would wait
# for the old one to run out.
kafka_write_settings() {
  cat "$repository/manifests/servers/kafka/server.properties" - >"$kafka_settings" <<PROPERTIES
listeners=PLAINTEXT://127.0.0.1:$(kafka_port),CONTROLLER://127.0.0.1:$(kafka_controller_port)
advertised.listeners=PLAINTEXT://127.0.0.1:$(kafka_port)
controller.quorum.voters=1@127.0.0.1:$(kafka_controller_port)
log.dirs=$kafka_home/data
offsets.topic.num.partitions=4
transaction.state.log.num.partitions=4
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
broker.heartbeat.interval.ms=300
broker.session.timeout.ms=2000
log.cleaner.dedupe.buffer.size=8388608
num.network.threads=2
num.io.threads=4
PROPERTIES
}

kafka_pid() { cat "$kafka_home/server.pid" 2>/dev/null || true; }
kafka_up() { is_ours "$(kafka_pid)"; }
kafka_is_ready() { grep -q 'Kafka Server started' "$kafka_home/server.log" && is_listening "$(kafka_port)"; }
kafka_is_ready_or_ended() { kafka_is_ready || ! kafka_up; }

kafka_launch() {
  kafka_write_settings
  [ -e "$kafka_home/data/meta.properties" ] ||
    "${kafka_java[@]}" kafka.tools.StorageTool format -t "$kafka_cluster" -c "$kafka_settings" \
      >"$kafka_home/format.log" 2>&1 || fail "Kafka could not prepare its folder, see $kafka_home/format.log"
  : >"$kafka_home/server.log"
  setsid "${kafka_java[@]}" kafka.Kafka "$kafka_settings" >>"$kafka_home/server.log" 2>&1 </dev/null &
  echo $! >"$kafka_home/server.pid"
}
kafka_start() {
  if ! kafka_up; then
    mkdir -p "$kafka_home"
    choose_port "$kafka_home/port" "${SHELFTALK_KAFKA_PORT:-}" 29092
    choose_port "$kafka_home/controller.port" '' 29292
    kafka_launch
  fi
  patience 90 'Kafka' kafka_is_ready_or_ended
  kafka_up || fail "Kafka ended, see $kafka_home/server.log"
}

kafka_stop() { ! kafka_up || end_process TERM 60 Kafka "$(kafka_pid)"; }
kafka_kill9() { ! kafka_up || end_process KILL 10 Kafka "$(kafka_pid)"; }
kafka_env() { echo "KAFKA_BROKERS=127.0.0.1:$(kafka_port)"; }
