#include "core/project/ViewFile.h"
#include "core/record/view/SqlTokens.h"

#include <cstdlib>

using namespace syncline;

/** Any text as a view: what its header says can be written and read again, and no chart that is
 * given to it changes anything else. */
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    std::vector<Problem> problems;
    const ViewDef view = readView("x", text, "views/x.sql", problems);
    if (view.text != text)
        std::abort();
    std::vector<Problem> none;
    const ViewDef again = readView("x", viewHeader(view), "views/x.sql", none);
    if (!none.empty() || again.params != view.params || again.chart != view.chart)
        std::abort();
    const ViewChart chart{ChartKind::Pie, "a b", {"c", "d,e"}};
    const ViewDef charted = readView("x", withChart(text, chart), "views/x.sql", none);
    if (charted.chart != chart || charted.params != view.params)
        std::abort();
    SqlTokens tokens(text);
    std::size_t at = 0;
    for (SqlToken token = tokens.next(); token.kind != SqlToken::Kind::End; token = tokens.next()) {
        if (token.at < at || token.text.empty() || token.at + token.text.size() > size)
            std::abort();
        at = token.at + token.text.size();
        (void)token.name();
        (void)placeIn(text, token.at);
    }
    return 0;
}
