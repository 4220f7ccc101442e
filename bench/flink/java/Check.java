import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/** Plans each script that is named, without a broker; says "ok" or "refused" and why, a line a script. */
public class Check {
  public static void main(String[] scripts) throws Exception {
    for (String script : scripts) {
      TableEnvironment environment = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
      try {
        explain(environment, statements(Files.readString(Path.of(script))));
        System.out.println("ok " + script);
      } catch (Exception error) {
        Throwable cause = error;
        while (cause.getCause() != null) cause = cause.getCause();
        System.out.println("refused " + script + " " + String.valueOf(cause.getMessage()).replace('\n', ' '));
      }
    }
    System.exit(0);
  }

  private static void explain(TableEnvironment environment, List<String> statements) {
    for (String statement : statements) {
      Matcher setting = Pattern.compile("SET '([^']+)' = '([^']*)'").matcher(statement);
      if (setting.matches()) environment.getConfig().set(setting.group(1), setting.group(2));
      else if (statement.startsWith("CREATE")) environment.executeSql(statement);
      else environment.executeSql("EXPLAIN " + statement.substring("EXECUTE ".length())).collect().next();
    }
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
