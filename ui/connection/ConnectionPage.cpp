#include "ui/connection/ConnectionPage.h"

#include "ui/base/ActionRegistry.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/connection/ConnectorIcon.h"
#include "ui/connection/ModelsTab.h"
#include "ui/connection/OptionsForm.h"
#include "ui/connection/SyncTab.h"
#include "ui/prompt/Prompter.h"
#include "ui/widget/Banner.h"
#include "ui/widget/IconLabel.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QScrollArea>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

ConnectionPage::ConnectionPage(const DocumentRef &ref, const UiContext &context, QWidget *parent)
    : DocumentPage(ref, context, parent),
      m_stack(new QStackedWidget(this)),
      m_stateView(new PageStateView(this)),
      m_banner(new Banner(u"connection.banner"_s, this))
{
    addActions();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildHeader());
    layout->addWidget(m_banner);
    m_stack->addWidget(m_stateView);
    m_stack->addWidget(buildContent());
    layout->addWidget(m_stack, 1);
    connect(m_stateView, &PageStateView::buttonClicked, this, &ConnectionPage::load);
    connect(m_banner, &Banner::buttonClicked, m_banner, &QWidget::hide);
    connect(context.engine, &Engine::projectChanged, this, [this] {
        if (!m_isEdited && !m_isNew)
            load();
    });
    load();
}

QString ConnectionPage::title() const
{
    return displayLine(fromQString(ref().name), 80);
}

QIcon ConnectionPage::icon() const
{
    return themedIcon(u"connection"_s);
}

void ConnectionPage::addActions()
{
    ActionRegistry *actions = context().actions;
    m_sync = actions->add({"connection.sync",
                           tr("Sync Now"),
                           u"sync"_s,
                           {},
                           tr("Bring in what changed at the source (F5)")},
                          this, [this] { m_syncTab->start(); });
    m_test = actions->add(
        {"connection.test", tr("Test"), u"test"_s, {}, tr("Try whether the connection works")},
        this, [this] { test(); });
    m_save = actions->add(
        {"connection.save", tr("Save"), u"save"_s, QKeySequence::Save, tr("Save the options")},
        this, [this] { save(); });
    m_update = actions->add({"connection.updateModels",
                             tr("Update Models"),
                             u"schema"_s,
                             {},
                             tr("Ask the source which models it has")},
                            this, [this] {
                                m_tabs->setCurrentWidget(m_models);
                                m_models->propose();
                            });
    m_remove = actions->add({"connection.remove", tr("Remove Connection…"), u"delete"_s}, this,
                            [this] { remove(); });
}

QWidget *ConnectionPage::buildHeader()
{
    auto *bar = makeBar(u"top"_s, this);
    m_icon = new IconLabel({}, 24, bar);
    m_name = makeLabel(title(), LabelRole::Title, bar);
    m_name->setObjectName(u"connection.name"_s);
    m_kind = makeLabel({}, LabelRole::Muted, bar);
    m_kind->setObjectName(u"connection.kind"_s);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::large, space::small, space::medium, space::small);
    layout->setSpacing(space::small);
    layout->addWidget(m_icon);
    layout->addWidget(m_name);
    layout->addWidget(m_kind);
    layout->addStretch();
    const auto add = [this, bar, layout](QAction *action,
                                         Qt::ToolButtonStyle style = Qt::ToolButtonTextBesideIcon) {
        auto *button = new QToolButton(bar);
        button->setDefaultAction(action);
        button->setToolButtonStyle(style);
        button->setIconSize(QSize(space::iconSize + space::unit, space::iconSize));
        button->setFocusPolicy(Qt::TabFocus);
        nameControl(button, u"button."_s + action->objectName(), action->text());
        layout->addWidget(button);
    };
    add(m_sync);
    add(m_test);
    add(m_update);
    add(m_save);
    add(m_remove, Qt::ToolButtonIconOnly);
    return bar;
}

QWidget *ConnectionPage::buildContent()
{
    m_tabs = new QTabWidget(this);
    m_tabs->setDocumentMode(true);
    nameControl(m_tabs, u"connection.tabs"_s, tr("Connection"));
    m_syncTab = new SyncTab(context(), ref().name, m_tabs);
    connect(m_syncTab, &SyncTab::inspectRequested, this, &DocumentPage::inspectRequested);
    connect(m_syncTab, &SyncTab::logsRequested, this, &DocumentPage::logsRequested);
    m_models = new ModelsTab(context(), ref().name, m_tabs);
    connect(m_models, &ModelsTab::openRequested, this, &DocumentPage::openRequested);
    connect(m_models, &ModelsTab::edited, this, [this] { setEdited(true); });
    m_tabs->addTab(m_syncTab, tr("Sync"));
    m_tabs->addTab(buildOptions(), tr("Options"));
    m_tabs->addTab(m_models, tr("Models"));
    connect(m_tabs, &QTabWidget::currentChanged, this, &DocumentPage::stateChanged);
    return m_tabs;
}

QWidget *ConnectionPage::buildOptions()
{
    auto *area = new QScrollArea(m_tabs);
    area->setObjectName(u"connection.options"_s);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    auto *content = new QWidget(area);
    content->setObjectName(u"scrolled"_s);
    m_options = new OptionsForm(context().prompter, content);
    connect(m_options, &OptionsForm::edited, this, [this] { setEdited(true); });
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(space::large, space::large, space::large, space::large);
    layout->addWidget(m_options);
    layout->addStretch();
    area->setWidget(content);
    return area;
}

void ConnectionPage::load()
{
    const ProjectPtr project = context().engine->project();
    const auto def = project ? project->findConnection(fromQString(ref().name)) : nullptr;
    m_isNew = !def && !ref().detail.isEmpty();
    if (!def && !m_isNew) {
        m_stateView->showError(Error(errc::notFound, "The project has no connection %1 (any more).",
                                     {fromQString(ref().name)}));
        m_stack->setCurrentIndex(0);
        m_sync->setEnabled(false);
        return;
    }
    if (def) {
        m_def = *def;
    } else {
        m_def = {};
        m_def.name = fromQString(ref().name);
        m_def.kind = fromQString(ref().detail);
    }
    m_stateView->showLoading(tr("Reading the connector…"));
    whenDone(context().engine->connectors(), this,
             [this](const Result<std::vector<ConnectorInfo>> &connectors) {
                 handleConnectors(connectors);
             });
}

void ConnectionPage::handleConnectors(const Result<std::vector<ConnectorInfo>> &connectors)
{
    if (!connectors) {
        m_stateView->showError(connectors.error());
        m_stack->setCurrentIndex(0);
        return;
    }
    const auto found =
        std::find_if(connectors->begin(), connectors->end(),
                     [this](const ConnectorInfo &info) { return info.kind == m_def.kind; });
    if (found == connectors->end()) {
        m_stateView->showError(Error(errc::notFound,
                                     "The connector %1 of this connection is not there. Its file "
                                     "may have a problem; see Problems.",
                                     {m_def.kind}));
        m_stack->setCurrentIndex(0);
        return;
    }
    m_connector = *found;
    m_models->setDef(m_def);
    m_syncTab->setConnection(m_def, m_connector, m_isNew);
    if (m_isNew) {
        showOptions({});
        m_tabs->setCurrentIndex(1);
        return;
    }
    whenDone(context().engine->storedSecrets(m_def.name), this,
             [this](const Result<std::vector<std::string>> &names) {
                 showOptions(names ? names.value() : std::vector<std::string>());
                 if (!names)
                     m_banner->showMessage(Banner::Kind::Warning, errorText(names.error()),
                                           tr("Close"));
             });
}

void ConnectionPage::showOptions(const std::vector<std::string> &storedSecrets)
{
    m_options->setOptions(m_connector.options, m_def.options, storedSecrets);
    m_options->setEditable(!context().engine->isReadOnly());
    m_stack->setCurrentIndex(1);
    setEdited(false);
    updateHeader();
}

void ConnectionPage::updateHeader()
{
    m_icon->setIcon(connectorIcon(m_connector.kind, m_connector.icon));
    m_kind->setText(displayLine(m_connector.title, 80) +
                    (m_isNew ? u" · "_s + tr("not saved yet") : QString()));
    const bool isWritable = !context().engine->isReadOnly();
    m_sync->setEnabled(!m_isNew && m_def.enabled && isWritable);
    m_test->setEnabled(!m_isNew && m_connector.hasTest);
    m_save->setEnabled(isWritable && (m_isEdited || m_isNew));
    m_update->setEnabled(!m_isNew && isWritable);
    m_remove->setEnabled(!m_isNew && isWritable);
}

void ConnectionPage::setEdited(bool isEdited)
{
    m_isEdited = isEdited;
    updateHeader();
    Q_EMIT titleChanged();
}

void ConnectionPage::save()
{
    if (const QStringList problems = m_options->check(); !problems.isEmpty()) {
        m_tabs->setCurrentIndex(1);
        m_banner->showMessage(Banner::Kind::Error, tr("Not saved: %1").arg(problems.constFirst()),
                              tr("Close"));
        return;
    }
    ConnectionDef def = m_def;
    def.options = m_options->values();
    def.models = m_models->chosenDocuments();
    whenDone(
        context().engine->saveConnection(def, m_options->secrets()), this,
        [this, def](const Result<void> &saved) {
            if (!saved) {
                m_banner->showMessage(Banner::Kind::Error, errorText(saved.error()), tr("Close"));
                return;
            }
            const bool wasNew = m_isNew;
            m_def = def;
            m_isNew = false;
            m_isEdited = false;
            m_banner->showMessage(
                Banner::Kind::Info,
                wasNew ? tr("Saved. Next: Test, then Update Models to see what the source has.")
                       : tr("Saved."),
                tr("Close"));
            load();
        });
}

void ConnectionPage::test()
{
    m_test->setEnabled(false);
    m_banner->showMessage(Banner::Kind::Info, tr("Testing…"));
    whenDone(context().engine->testConnection(m_def.name), this,
             [this](const Result<std::string> &tested) {
                 m_test->setEnabled(true);
                 if (tested)
                     m_banner->showMessage(Banner::Kind::Info,
                                           tested->empty() ? tr("The connection works.")
                                                           : displayLine(tested.value()),
                                           tr("Close"));
                 else
                     m_banner->showMessage(Banner::Kind::Error, errorText(tested.error()),
                                           tr("Close"));
             });
}

void ConnectionPage::remove()
{
    Question question;
    question.title = tr("Remove connection");
    question.text = tr("This removes the connection %1 with its options and secrets. Its models "
                       "and their records stay.")
                        .arg(title());
    question.doIt = tr("Remove Connection");
    question.destructive = true;
    context().prompter->ask(this, question, [this](Answer answer) {
        if (answer != Answer::DoIt)
            return;
        whenDone(context().engine->removeConnection(m_def.name), this,
                 [this](const Result<void> &removed) {
                     if (removed)
                         Q_EMIT closeRequested();
                     else
                         context().prompter->show(this, removed.error());
                 });
    });
}

QJsonObject ConnectionPage::state() const
{
    return {{u"tab"_s, m_tabs->currentIndex()}};
}

void ConnectionPage::restoreState(const QJsonObject &state)
{
    m_tabs->setCurrentIndex(state.value(u"tab"_s).toInt());
}

} // namespace syncline::ui
