import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * Runs a script on a Flink cluster inside this process until a line comes on standard input, then stops it with a
 * savepoint, so that everything is committed. Arguments: the script, a folder for checkpoints, then settings key=value
 * that take the place of the script's.
 */
public class Run {
  public static void main(String[] arguments) throws Exception {
    Configuration settings = new Configuration();
    settings.setString("execution.target", "local");
    settings.setString("taskmanager.memory.network.min", "32mb");
    settings.setString("taskmanager.memory.network.max", "32mb");
    settings.setString("taskmanager.memory.managed.size", "64mb");
    settings.setString("rest.port", "0");
    settings.setString("rest.bind-address", "127.0.0.1");
    settings.setString("execution.checkpointing.dir", Path.of(arguments[1]).toUri().toString());
    TableEnvironment environment =
        TableEnvironment.create(
            EnvironmentSettings.newInstance().inStreamingMode().withConfiguration(settings).build());
    JobClient job = submit(environment, statements(Files.readString(Path.of(arguments[0]))), arguments);
    System.out.println("running " + job.getJobID());
    job.getJobExecutionResult()
        .whenComplete(
            (result, error) -> {
              if (error != null) System.out.println("failed " + error);
            });
    new Scanner(System.in).nextLine();
    job.stopWithSavepoint(false, Path.of(arguments[1], "savepoint").toUri().toString(), SavepointFormatType.CANONICAL)
        .get();
    System.out.println("stopped");
    System.exit(0);
  }

  private static JobClient submit(TableEnvironment environment, List<String> statements, String[] arguments) {
    JobClient job = null;
    for (String statement : statements) {
      Matcher setting = Pattern.compile("SET '([^']+)' = '([^']*)'").matcher(statement);
      if (setting.matches()) {
        environment.getConfig().set(setting.group(1), setting.group(2));
        continue;
      }
      for (int i = 2; i < arguments.length; i++) {
        String[] pair = arguments[i].split("=", 2);
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
