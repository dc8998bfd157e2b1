#include "ui/views/ViewPage.h"

#include "core/base/Json.h"
#include "core/project/ViewFile.h"
#include "ui/base/ActionRegistry.h"
#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/code/CodeEditor.h"
#include "ui/code/CodePage.h"
#include "ui/prompt/Prompter.h"
#include "ui/views/ViewChartView.h"
#include "ui/views/ViewNames.h"
#include "ui/views/ViewParamsForm.h"
#include "ui/views/ViewResults.h"

#include <QAction>
#include <QDir>
#include <QSplitter>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

namespace {
constexpr auto readViewAfter = 250ms; ///< Of quiet.
} // namespace

ViewPage::ViewPage(const DocumentRef &ref, const UiContext &context, QWidget *parent)
    : DocumentPage(ref, context, parent)
{
    m_readTimer.setSingleShot(true);
    m_readTimer.setInterval(readViewAfter);
    connect(&m_readTimer, &QTimer::timeout, this, &ViewPage::readText);
    buildLayout();
    addActions();
    connectParts();
    updateActions();
}

ViewPage::~ViewPage()
{
    m_stopper.request_stop();
}

QString ViewPage::name() const
{
    return viewOf(ref());
}

QString ViewPage::title() const
{
    return m_view.title.empty() ? displayLine(fromQString(name()), 80)
                                : displayLine(m_view.title, 80);
}

QIcon ViewPage::icon() const
{
    return themedIcon(u"table"_s);
}

bool ViewPage::isModified() const
{
    return m_code->isModified();
}

bool ViewPage::canSave() const
{
    return m_code->canSave();
}

void ViewPage::saveAndClose()
{
    m_code->saveAndClose();
}

void ViewPage::discardChanges()
{
    m_code->discardChanges();
}

std::string ViewPage::text() const
{
    return m_code->editor()->bytes().toStdString();
}

/** What the header says, as it is typed. */
void ViewPage::readText()
{
    m_readTimer.stop();
    if (!m_code->isLoaded())
        return;
    std::vector<Problem> ignored; // the editor shows them
    const std::string before = m_view.title;
    m_view = readView(fromQString(name()), text(), {}, ignored);
    m_params->setParams(m_view.params);
    m_results->chart()->setChart(m_view.chart);
    m_results->setStale(!m_asked.empty() && m_view.text != m_asked);
    if (m_view.title != before)
        Q_EMIT titleChanged();
    updateActions();
}

/** A chart that was chosen stands in the text, like all else that is kept. */
void ViewPage::writeChart(const std::optional<ViewChart> &chart)
{
    if (!m_code->canSave())
        return;
    const bool wasAsked = m_view.text == m_asked;
    const std::string changed = withChart(text(), chart);
    m_code->editor()->replaceAll(QByteArray::fromStdString(changed));
    if (wasAsked)
        m_asked = changed; // its rows are the same
    readText();
}

ViewRequest ViewPage::request()
{
    m_stopper = std::stop_source();
    ViewRequest request;
    request.name = fromQString(name());
    request.text = text();
    request.params = m_params->values();
    request.stop = m_stopper.get_token();
    return request;
}

void ViewPage::run()
{
    if (m_isRunning || !m_code->isLoaded())
        return;
    readText();
    if (m_params->hasProblems()) {
        m_results->showError(
            Error(errc::invalidInput, "A parameter has no value that fits it; see above."));
        return;
    }
    const quint64 ticket = ++m_ticket;
    m_isRunning = true;
    m_results->showRunning();
    updateActions();
    ViewRequest asked = request();
    m_asked = *asked.text;
    whenDone(context().engine->views().run(std::move(asked), maxViewRows), this,
             [this, ticket](const Result<ViewResult> &answer) {
                 if (ticket != m_ticket)
                     return;
                 m_isRunning = false;
                 if (answer)
                     m_results->showResult(std::make_shared<const ViewResult>(answer.value()));
                 else
                     m_results->showError(answer.error());
                 readText();
                 updateActions();
             });
}

void ViewPage::stop()
{
    m_stopper.request_stop();
}

void ViewPage::exportRows(TransferFormat format)
{
    if (m_isRunning || m_isExporting || !m_code->isLoaded())
        return;
    const QString ending = toQString(transferFormatName(format));
    const QString start = QDir::homePath() + u"/"_s + name() + u"."_s + ending;
    context().prompter->pickNewFile(
        this, tr("Export the rows of %1").arg(title()), start, [this, format](const QString &file) {
            ViewExport wanted;
            wanted.view = request();
            wanted.format = format;
            wanted.file = fromQString(file);
            m_isExporting = true;
            updateActions();
            whenDone(context().engine->views().exportRows(std::move(wanted)), this,
                     [this, file](const Result<ExportOutcome> &outcome) {
                         m_isExporting = false;
                         updateActions();
                         if (!outcome) {
                             if (!outcome.error().is(errc::cancelled))
                                 context().prompter->show(this, outcome.error());
                             return;
                         }
                         QString said =
                             tr("%1 rows are in %2.").arg(countText(outcome->rows), file);
                         for (const std::string &note : outcome->notes)
                             said += u"\n"_s + displayLine(note);
                         context().prompter->inform(this, tr("Export"), said);
                     });
        });
}

void ViewPage::rename()
{
    if (isModified())
        return;
    askRenameView(context(), this, name(), [this](const DocumentRef &renamed) {
        Q_EMIT openRequested(renamed, OpenMode::Here);
        Q_EMIT closeRequested();
    });
}

void ViewPage::remove()
{
    askRemoveView(context(), this, name(), [this] {
        discardChanges();
        Q_EMIT closeRequested();
    });
}

void ViewPage::updateActions()
{
    const bool isLoaded = m_code->isLoaded();
    const bool isFixed = context().engine->isReadOnly();
    m_run->setEnabled(isLoaded && !m_isRunning);
    m_stop->setEnabled(m_isRunning || m_isExporting);
    m_export->setEnabled(isLoaded && !m_isRunning && !m_isExporting);
    m_rename->setEnabled(isLoaded && !isFixed && !isModified());
    m_remove->setEnabled(isLoaded && !isFixed);
}

QJsonObject ViewPage::state() const
{
    const QByteArray params = QByteArray::fromStdString(json::write(Value(m_params->values())));
    return {{u"code"_s, m_code->state()},
            {u"chart"_s, m_results->showsChart()},
            {u"params"_s, QString::fromUtf8(params)},
            {u"split"_s, QString::fromLatin1(m_splitter->saveState().toBase64())}};
}

void ViewPage::restoreState(const QJsonObject &state)
{
    m_code->restoreState(state.value(u"code"_s).toObject());
    m_results->setShowsChart(state.value(u"chart"_s).toBool());
    const auto params = json::parse(fromQString(state.value(u"params"_s).toString()));
    if (params && params->isObject())
        m_params->setValues(params->asObject());
    m_splitter->restoreState(QByteArray::fromBase64(state.value(u"split"_s).toString().toLatin1()));
}

void ViewPage::reveal(const DocumentRef &ref)
{
    m_code->reveal(ref);
}

void ViewPage::focusContent()
{
    m_code->focusContent();
}

/** The commands of the text answer as if it were the page in front. */
void ViewPage::showEvent(QShowEvent *event)
{
    DocumentPage::showEvent(event);
    context().actions->activate(m_code);
}

} // namespace syncline::ui
