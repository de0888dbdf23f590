package kinhbac.peers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.WindowedSerdes;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Counts events and sums their people by site and minute of the event, exactly once, with Kafka
 * Streams and its own store (RocksDB, with a changelog in Kafka): what a user would write instead.
 *
 * <p>{@code CountByMinute BROKERS INPUT STATE_DIR RECORDS} ends when so many records of the input
 * are processed and committed, with one line of JSON: {@code records} and {@code people} processed,
 * and {@code seconds} from the first record that was processed to the last commit.
 */
public final class CountByMinute {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** Far more than the partitions are apart when a filled topic is read: nothing is too late. */
    private static final Duration GRACE = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int PARTITIONS = 12;

    private CountByMinute() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 4) {
            System.err.println("usage: CountByMinute BROKERS INPUT STATE_DIR RECORDS");
            System.exit(2);
        }
        String brokers = arguments[0];
        String input = arguments[1];
        long wanted = Long.parseLong(arguments[3]);
        String application = input + ".streams";
        String output = application + ".output";
        Progress progress = new Progress();
        Properties settings = settings(brokers, application, Path.of(arguments[2]));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers));
                KafkaStreams streams =
                        new KafkaStreams(topology(input, output, progress), settings)) {
            admin.createTopics(List.of(topic(output))).all().get();
            streams.start();
            await(streams, () -> progress.records() >= wanted);
            // It commits all as it stops, so it need not wait for the end of an interval.
            streams.close(Duration.ZERO);
            await(streams, () -> committed(admin, application) >= wanted);
            Duration took = progress.sinceFirst();
            System.out.printf(
                    Locale.ROOT,
                    "{\"records\":%d,\"people\":%d,\"seconds\":%.3f}%n",
                    progress.records(),
                    progress.people(),
                    took.toNanos() / 1e9);
        }
    }

    private static Topology topology(String input, String output, Progress progress) {
        StreamsBuilder builder = new StreamsBuilder();
        Consumed<String, Event> events =
                Consumed.with(Serdes.String(), Event.serde())
                        .withTimestampExtractor(
                                (message, before) -> ((Event) message.value()).millis());
        // The key is the site already, so nothing is written a second time to be partitioned.
        builder.stream(input, events)
                .peek((site, event) -> progress.processed(event))
                .groupByKey(Grouped.keySerde(Serdes.String()))
                .windowedBy(TimeWindows.ofSizeAndGrace(MINUTE, GRACE))
                .aggregate(
                        () -> Totals.NOTHING,
                        (site, event, totals) -> totals.plus(event),
                        Materialized.<String, Totals, WindowStore<Bytes, byte[]>>as("totals")
                                .withValueSerde(Totals.serde()))
                .toStream()
                .to(
                        output,
                        Produced.with(
                                WindowedSerdes.timeWindowedSerdeFrom(
                                        String.class, MINUTE.toMillis()),
                                Totals.serde()));
        return builder.build();
    }

    /** The defaults of Kafka 4.3, but for what a user with two cores would set for a filled topic. */
    private static Properties settings(String brokers, String application, Path state) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        // As often as Kinh Bắc commits; the default under exactly once, 100 ms, costs far more.
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 5_000);
        // All open windows fit: each goes to RocksDB, its changelog and the output once a commit.
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 64L << 20);
        // Large helpings: a partition is not paused again and again for a thousand records.
        settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 10_000);
        settings.put(consumer(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 10_000);
        settings.put(consumer(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 4 << 20);
        // As librdkafka has it, and so Kinh Bắc and the bare consumer.
        settings.put(consumer(ConsumerConfig.CHECK_CRCS_CONFIG), false);
        // What a commit writes goes in few requests.
        settings.put(producer(ProducerConfig.LINGER_MS_CONFIG), 100);
        settings.put(producer(ProducerConfig.BATCH_SIZE_CONFIG), 256 << 10);
        settings.put(producer(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        return settings;
    }

    private static String consumer(String key) {
        return StreamsConfig.mainConsumerPrefix(key);
    }

    private static String producer(String key) {
        return StreamsConfig.producerPrefix(key);
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, Optional.of(PARTITIONS), Optional.empty());
    }

    /** How many records of the input are committed. */
    private static long committed(Admin admin, String group) {
        try {
            return admin
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the committed offsets can't be read", e);
        }
    }

    private static void await(KafkaStreams streams, BooleanSupplier done)
            throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (streams.state() == KafkaStreams.State.ERROR || System.nanoTime() > until) {
                throw new IllegalStateException("not done, and " + streams.state());
            }
            Thread.sleep(10);
        }
    }
}
