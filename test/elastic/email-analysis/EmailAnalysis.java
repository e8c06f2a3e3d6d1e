package tunnelbench;

import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.elasticsearch.plugin.NamedComponent;
import org.elasticsearch.plugin.analysis.TokenFilterFactory;
import org.elasticsearch.plugin.analysis.TokenizerFactory;

/** Stand-ins for what the e-mail field of the .security index names; nothing here searches that field. See email-analysis.ts. */
public final class EmailAnalysis {
  @NamedComponent("uax_url_email")
  public static final class EmailTokenizer implements TokenizerFactory {
    @Override
    public Tokenizer create() {
      return new UAX29URLEmailTokenizer();
    }
  }

  @NamedComponent("pattern_capture")
  public static final class PartsFilter implements TokenFilterFactory {
    @Override
    public TokenStream create(TokenStream tokens) {
      return new PatternCaptureGroupTokenFilter(tokens, true, Pattern.compile("([^@]+)"));
    }
  }

  @NamedComponent("unique")
  public static final class UniqueFilter implements TokenFilterFactory {
    @Override
    public TokenStream create(TokenStream tokens) {
      return new RemoveDuplicatesTokenFilter(tokens);
    }
  }
}
