#include "tests/ui/Screens.h"
#include "ui/code/CodeEditor.h"
#include "ui/code/CodePage.h"
#include "ui/views/ViewPage.h"
#include "ui/views/ViewResults.h"

using namespace Qt::StringLiterals;

// Staging a view: its query, and what it answers.

namespace syncline::ui {

namespace {

constexpr const char *revenueView = R"(-- title: Revenue by month
-- description: What orders brought, month by month.
-- param: since date = 2024-01-01 "Orders since"
-- param: paid boolean = true "Only paid ones"
-- chart: bar x=month y=revenue
SELECT
  substr(placedAt, 1, 7) AS month,
  max(customerId) AS customerId,
  count(*) AS orders,
  round(sum(total), 2) AS revenue
FROM "order"
WHERE placedAt >= :since AND (paid OR NOT :paid)
GROUP BY month
)";

} // namespace

void Stage::addView(FakeEngine &engine) const
{
    auto view = std::make_shared<ViewDef>();
    view->name = "revenueByMonth";
    view->title = "Revenue by month";
    view->text = revenueView;
    if (m_screen == u"view-problem"_s) {
        view->text.replace(view->text.find("total)"), 5, "totl");
        m_views.problems = {{.code = "view",
                             .message = "There is no field or column \"totl\".",
                             .file = "views/revenueByMonth.sql",
                             .line = 10,
                             .column = 13}};
    }
    if (m_state == u"error"_s) {
        engine.failures.erase("readFile");
        m_views.failures["run"] =
            Error(errc::timeout,
                  "The view took longer than %1 s and was stopped. Let it read less: a narrower "
                  "condition, or a join on an id.",
                  {"10"});
    }
    engine.files["views/revenueByMonth.sql"] = view->text;
    engine.def.views = {view};
    engine.setProject(engine.def);
    engine.viewsDoor = &m_views;
    m_views.result.columns = {{"month", ViewColumnType::Text, ""},
                              {"customerId", ViewColumnType::Number, "customer"},
                              {"orders", ViewColumnType::Number, ""},
                              {"revenue", ViewColumnType::Number, ""}};
    for (int i = 0; i < 12; ++i) {
        const std::string month = (i < 9 ? "2024-0" : "2024-") + std::to_string(i + 1);
        m_views.result.rows.push_back(
            {month, 3 + i * 7 % 11, 14 + i * 5 % 9, 1240.5 + i * 731 % 900});
    }
    m_views.result.elapsedMs = 12;
}

void Stage::arrangeView()
{
    auto *page = qobject_cast<ViewPage *>(m_window->currentPage());
    if ((m_state != u"full"_s && m_state != u"error"_s) || !page)
        return;
    page->run();
    if (m_screen == u"view-problem"_s)
        page->code()->editor()->goTo(10, 13);
    page->results()->setShowsChart(m_screen == u"view-chart"_s);
}

} // namespace syncline::ui
