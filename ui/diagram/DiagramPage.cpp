#include "ui/diagram/DiagramPage.h"

#include "ui/base/ActionRegistry.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/diagram/DiagramExport.h"
#include "ui/diagram/DiagramView.h"
#include "ui/prompt/Prompter.h"
#include "ui/schema/ModelCommands.h"
#include "ui/widget/Banner.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QDir>
#include <QLineEdit>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int searchWidth = 240;
constexpr double zoomStep = 1.2;
} // namespace

DiagramPage::DiagramPage(const DocumentRef &ref, const UiContext &context, DiagramLayout *layout,
                         QWidget *parent)
    : DocumentPage(ref, context, parent),
      m_layout(layout),
      m_commands(new ModelCommands(context, this)),
      m_wanted(ref.detail),
      m_stack(new QStackedWidget(this)),
      m_stateView(new PageStateView(m_stack)),
      m_view(new DiagramView(context.theme->colors(), m_stack)),
      m_banner(new Banner(u"diagram.banner"_s, this))
{
    addActions();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildBar());
    column->addWidget(m_banner);
    m_stack->addWidget(m_stateView);
    m_stack->addWidget(m_view);
    column->addWidget(m_stack, 1);
    connect(m_view, &DiagramView::openWished, this, &DiagramPage::open);
    connect(m_view, &DiagramView::selectedChanged, this, &DocumentPage::stateChanged);
    connect(m_banner, &Banner::buttonClicked, m_banner, &QWidget::hide);
    connect(m_stateView, &PageStateView::buttonClicked, m_commands, &ModelCommands::make);
    connect(m_commands, &ModelCommands::openRequested, this, &DocumentPage::openRequested);
    connect(context.theme, &Theme::changed, this,
            [this] { m_view->setColors(this->context().theme->colors()); });
    connect(context.engine, &Engine::projectChanged, this, &DiagramPage::follow);
    follow();
}

QIcon DiagramPage::icon() const
{
    return themedIcon(u"schema"_s);
}

void DiagramPage::addActions()
{
    ActionRegistry *actions = context().actions;
    actions->add({"diagram.zoomIn", tr("Larger"), u"add"_s, QKeySequence(u"Ctrl++"_s)}, this,
                 [this] { m_view->zoom(zoomStep); });
    actions->add({"diagram.zoomOut", tr("Smaller"), {}, QKeySequence(u"Ctrl+-"_s)}, this,
                 [this] { m_view->zoom(1 / zoomStep); });
    actions->add({"diagram.zoomReset", tr("Usual Size"), {}, QKeySequence(u"Ctrl+0"_s)}, this,
                 [this] { m_view->resetZoom(); });
    actions->add({"diagram.fit", tr("Show All of It"), u"side"_s}, this, [this] { m_view->fit(); });
    actions->add({"diagram.find", tr("Find in the Diagram"), u"search"_s, QKeySequence::Find}, this,
                 [this] {
                     m_search->setFocus(Qt::ShortcutFocusReason);
                     m_search->selectAll();
                 });
    m_export = actions->add({"diagram.export", tr("Export the Diagram…"), u"export"_s}, this,
                            &DiagramPage::exportPicture);
    m_export->setIconText(tr("Export…"));
}

QWidget *DiagramPage::buildBar()
{
    auto *bar = makeBar(u"top"_s, this);
    m_search = new QLineEdit(bar);
    nameControl(m_search, u"diagram.search"_s, tr("Find models and fields"));
    m_search->setPlaceholderText(tr("Find models and fields…"));
    m_search->setMaximumWidth(searchWidth);
    addClearButton(m_search);
    m_found = makeLabel({}, LabelRole::Muted, bar);
    m_found->setObjectName(u"diagram.found"_s);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::small, space::tight, space::small, space::tight);
    layout->setSpacing(space::tight);
    layout->addWidget(m_search, 1);
    layout->addWidget(m_found);
    layout->addStretch(1);
    const auto addButton = [this, bar, layout](const char *id, const QString &text) {
        QAction *action = context().actions->action(id);
        auto *button = new QToolButton(bar);
        button->setDefaultAction(action);
        if (!text.isEmpty())
            button->setText(text);
        button->setToolButtonStyle(text.isEmpty() ? Qt::ToolButtonTextBesideIcon
                                                  : Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::TabFocus);
        nameControl(button, u"button."_s + action->objectName(), action->text());
        layout->addWidget(button);
    };
    addButton("diagram.zoomOut", u"−"_s);
    addButton("diagram.zoomReset", u"100 %"_s);
    addButton("diagram.zoomIn", u"+"_s);
    addButton("diagram.fit", tr("All"));
    addButton("diagram.export", {});
    connect(m_search, &QLineEdit::textChanged, this, &DiagramPage::search);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { m_view->goToNext(); });
    return bar;
}

void DiagramPage::follow()
{
    const ProjectPtr project = context().engine->project();
    ModelList models = project ? project->models : ModelList();
    m_export->setEnabled(!models.empty());
    if (models.empty()) {
        m_models.clear();
        ++m_ticket;
        m_stateView->showEmpty({u"schema"_s, tr("There are no models yet"),
                                tr("Models and the relationships between them are drawn here."),
                                context().engine->isReadOnly() ? QString() : tr("New Model…")});
        m_stack->setCurrentIndex(0);
        return;
    }
    const bool isSame = m_models.size() == models.size() &&
                        std::equal(models.begin(), models.end(), m_models.begin(),
                                   [](const auto &a, const auto &b) { return *a == *b; });
    if (isSame)
        return;
    m_models = std::move(models);
    m_graph = DiagramView::graphOf(m_models, context().theme->colors());
    if (!m_layout) {
        place(placeInRows(m_graph));
        return;
    }
    if (m_stack->currentIndex() == 0)
        m_stateView->showLoading(tr("Arranging %1 models…").arg(m_models.size()));
    const quint64 ticket = ++m_ticket;
    whenDone(m_layout->layOut(m_graph), this, [this, ticket](const Result<DiagramPlaces> &places) {
        if (ticket != m_ticket)
            return;
        if (places) {
            m_banner->hide();
            place(places.value());
            return;
        }
        m_banner->showMessage(
            Banner::Kind::Info,
            places.error().is(errc::notFound)
                ? tr("The models stand in rows. With Graphviz installed (the package graphviz), "
                     "they are arranged by their relationships.")
                : tr("The models stand in rows: %1").arg(errorText(places.error())),
            tr("Close"));
        place(placeInRows(m_graph));
    });
}

void DiagramPage::place(const DiagramPlaces &places)
{
    const bool isFirst = m_stack->currentIndex() == 0;
    m_stack->setCurrentIndex(1);
    m_view->show(m_models, places);
    if (isFirst)
        m_view->fit();
    if (!m_wantedState.isEmpty())
        restoreState(std::exchange(m_wantedState, {}));
    if (!m_wanted.isEmpty())
        m_view->select(std::exchange(m_wanted, {}));
    search();
    if (m_stack->hasFocus())
        focusContent();
}

void DiagramPage::search()
{
    const int found = m_view->search(m_search->text());
    m_found->setText(m_search->text().trimmed().isEmpty() ? QString()
                     : found == 0                         ? tr("nothing found")
                                  : tr("%1 models; Enter goes to the next").arg(found));
}

void DiagramPage::open(const QString &model)
{
    Q_EMIT openRequested(schemaRef(model), OpenMode::Here);
}

void DiagramPage::exportPicture()
{
    const QString start = QDir::homePath() + u"/models.svg"_s;
    context().prompter->pickNewFile(
        this, tr("Export the diagram as SVG or PNG"), start, [this](const QString &picked) {
            const bool isKnown = picked.endsWith(u".svg"_s, Qt::CaseInsensitive) ||
                                 picked.endsWith(u".png"_s, Qt::CaseInsensitive);
            const QString path = isKnown ? picked : QString(picked + u".svg"_s);
            m_view->scene()->setBackgroundBrush(context().theme->colors().window);
            whenDone(exportDiagram(m_view->scene(), path), this,
                     [this, path](const Result<void> &done) {
                         if (!done)
                             context().prompter->show(this, done.error());
                         else
                             m_banner->showMessage(Banner::Kind::Info,
                                                   tr("Written to %1").arg(path), tr("Close"));
                     });
        });
}

void DiagramPage::reveal(const DocumentRef &ref)
{
    if (ref.detail.isEmpty())
        return;
    if (m_stack->currentIndex() == 0)
        m_wanted = ref.detail;
    else
        m_view->select(ref.detail);
}

QJsonObject DiagramPage::state() const
{
    return {{u"selected"_s, m_view->selected()}, {u"search"_s, m_search->text()}};
}

void DiagramPage::restoreState(const QJsonObject &state)
{
    if (m_stack->currentIndex() == 0) {
        m_wantedState = state;
        return;
    }
    m_search->setText(state.value(u"search"_s).toString());
    m_view->select(state.value(u"selected"_s).toString());
}

void DiagramPage::focusContent()
{
    if (m_stack->currentIndex() == 0)
        m_stack->setFocus();
    else
        m_view->setFocus(Qt::OtherFocusReason);
}

} // namespace syncline::ui
