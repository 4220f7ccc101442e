import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Scanner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/**
 * Runs scripts, one after the other, each on a cluster of its own inside this process. Arguments: a script and a folder
 * for checkpoints, which runs until the process ends; without them lines on standard input say what to do:
 *
 * <pre>
 *   run TAB script TAB folder for checkpoints [TAB key=value]…   starts a script; the settings take the place of its own
 *   stop                                                         stops it with a savepoint, so that all is committed
 * </pre>
 */
public class Run {
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0) {
      JobClient job = run(new String[] {"run", arguments[0], arguments[1]});
      System.err.println("running " + job.getJobID());
      job.getJobExecutionResult().get();
    }
    Scanner input = new Scanner(System.in);
    JobClient job = null;
    String folder = null;
    while (input.hasNextLine()) {
      String[] words = input.nextLine().split("\t");
      if (words[0].equals("run")) {
        folder = words[2];
        job = run(words);
      } else {
        stop(job, Path.of(folder, "savepoint"));
      }
    }
    System.exit(0);
  }

  private static void stop(JobClient job, Path savepoint) {
    try {
      job.stopWithSavepoint(false, savepoint.toUri().toString(), SavepointFormatType.CANONICAL).get();
      System.out.println("stopped");
    } catch (Exception error) {
      System.out.println("failed " + causes(error));
    }
  }

  private static JobClient run(String[] words) throws Exception {
    Configuration settings = new Configuration();
    settings.setString("execution.target", "local");
    settings.setString("taskmanager.memory.network.min", "32mb");
    settings.setString("taskmanager.memory.network.max", "32mb");
    settings.setString("taskmanager.memory.managed.size", "64mb");
    settings.setString("rest.port", "0");
    settings.setString("rest.bind-address", "127.0.0.1");
    settings.setString("execution.checkpointing.dir", Path.of(words[2]).toUri().toString());
    TableEnvironment environment =
        TableEnvironment.create(
            EnvironmentSettings.newInstance().inStreamingMode().withConfiguration(settings).build());
    String[] pairs = Arrays.copyOfRange(words, 3, words.length);
    try {
      JobClient job = submit(environment, statements(Files.readString(Path.of(words[1]))), pairs);
      System.out.println("running " + job.getJobID());
      job.getJobExecutionResult()
          .whenComplete(
              (result, error) -> {
                if (error != null) System.out.println("failed " + causes(error));
              });
      return job;
    } catch (Exception error) {
      System.out.println("failed " + causes(error));
      return null;
    }
  }

  private static String causes(Throwable error) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      text.append(' ').append(cause.getClass().getSimpleName()).append(": ").append(cause.getMessage());
    }
    return text.toString().replace('\n', ' ');
  }

  private static JobClient submit(TableEnvironment environment, List<String> statements, String[] pairs) {
    JobClient job = null;
    for (String statement : statements) {
      Matcher setting = Pattern.compile("SET '([^']+)' = '([^']*)'").matcher(statement);
      if (setting.matches()) {
        environment.getConfig().set(setting.group(1), setting.group(2));
        continue;
      }
      for (String each : pairs) {
        String[] pair = each.split("=", 2);
        environment.getConfig().set(pair[0], pair[1]);
      }
      var result = environment.executeSql(statement);
      job = result.getJobClient().orElse(job);
    }
    return job;
  }

  /** Cut as sql-client does it: a statement ends with a line that ends with ";", a statement set with END. */
  static List<String> statements(String script) {
    List<String> found = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    boolean isSet = false;
    for (String line : script.split("\n")) {
      if (line.startsWith("--") || line.isBlank()) continue;
      isSet |= line.startsWith("EXECUTE STATEMENT SET");
      current.append(line).append('\n');
      if (isSet ? !line.equals("END;") : !line.endsWith(";")) continue;
      String statement = current.toString().trim();
      found.add(statement.substring(0, statement.length() - 1));
      current.setLength(0);
      isSet = false;
    }
    return found;
  }
}
