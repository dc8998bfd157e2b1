#include "ui/shell/NothingOpen.h"

#include "ui/base/ActionRegistry.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/widget/PlainLabel.h"

#include <QGridLayout>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr std::size_t mostModels = 6;
constexpr std::size_t mostConnections = 3;
constexpr int contentWidth = 440;

QString withoutMnemonics(const QString &text)
{
    QString shown = text;
    return shown.replace(u'&', u"&&"_s);
}
} // namespace

NothingOpen::NothingOpen(ActionRegistry *actions, QWidget *parent)
    : QWidget(parent),
      m_actions(actions)
{
    setObjectName(u"nothingOpen"_s);
    setProperty("page", true);
    setAttribute(Qt::WA_StyledBackground);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::large, space::large, space::large, space::large);
    layout->addStretch(2);
    layout->addStretch(3);
}

void NothingOpen::setProject(const UiContext &context)
{
    if (m_context.engine)
        m_context.engine->disconnect(this);
    m_context = context;
    if (context.engine)
        connect(context.engine, &Engine::projectChanged, this, &NothingOpen::fill);
    fill();
}

void NothingOpen::fill()
{
    delete m_content;
    m_content = nullptr;
    if (!m_context.engine)
        return;
    m_content = new QWidget(this);
    m_content->setMaximumWidth(contentWidth);
    auto *grid = new QGridLayout(m_content);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::medium);
    grid->setVerticalSpacing(space::tight);
    grid->setColumnStretch(1, 1);
    auto *title = makeLabel(tr("Nothing is open"), LabelRole::Title, m_content);
    title->setObjectName(u"nothingOpen.title"_s);
    grid->addWidget(title, 0, 0, 1, 3);
    grid->setRowMinimumHeight(1, space::small);
    addModels(grid);
    addConnections(grid);
    addCommand(grid, tr("Find"), "go.anything");
    addCommand(grid, {}, "go.command");
    addCommand(grid, tr("Look"), "panel.logs");
    addCommand(grid, {}, "panel.problems");
    static_cast<QVBoxLayout *>(layout())->insertWidget(1, m_content, 0, Qt::AlignHCenter);
}

void NothingOpen::focusFirst()
{
    auto *first = m_content ? m_content->findChild<QPushButton *>() : nullptr;
    if (first)
        first->setFocus(Qt::OtherFocusReason);
}

void NothingOpen::addModels(QGridLayout *grid)
{
    const ProjectPtr project = m_context.engine->inForce();
    const std::size_t shown = std::min(project->models.size(), mostModels);
    for (std::size_t i = 0; i < shown; ++i) {
        const QString name = toQString(project->models[i]->name);
        auto *link = makeLinkButton(withoutMnemonics(displayLine(project->models[i]->name, 60)),
                                    u"nothingOpen.model."_s + name, m_content);
        link->setIcon(themedIcon(u"table"_s));
        link->setAccessibleName(tr("Open the records of %1").arg(name));
        connect(link, &QPushButton::clicked, this, [this, name] {
            DocumentRef ref;
            ref.kind = DocumentRef::Kind::Records;
            ref.name = name;
            Q_EMIT openRequested(ref, OpenMode::Here);
        });
        addLine(grid, i == 0 ? tr("Records") : QString(), link, {});
    }
    if (project->models.empty())
        addLine(
            grid, tr("Records"),
            makeLabel(tr("Models come with the first connection."), LabelRole::Muted, m_content),
            {});
    else if (project->models.size() > shown)
        addLine(grid, {},
                makeLabel(tr("and %1 more at the left").arg(project->models.size() - shown),
                          LabelRole::Muted, m_content),
                {});
}

void NothingOpen::addConnections(QGridLayout *grid)
{
    const ProjectPtr project = m_context.engine->project();
    std::size_t shown = 0;
    for (const auto &connection : project->connections) {
        if (!connection->enabled || shown == mostConnections)
            continue;
        const QString name = toQString(connection->name);
        auto *link =
            makeLinkButton(withoutMnemonics(tr("Sync %1").arg(displayLine(connection->name, 60))),
                           u"nothingOpen.sync."_s + name, m_content);
        link->setIcon(themedIcon(u"sync"_s));
        link->setEnabled(!m_context.engine->isReadOnly());
        connect(link, &QPushButton::clicked, this, [this, name] { Q_EMIT syncRequested(name); });
        addLine(grid, shown == 0 ? tr("Bring in") : QString(), link, {});
        ++shown;
    }
    if (shown == 0)
        addCommand(grid, tr("Bring in"), "connection.new");
}

void NothingOpen::addCommand(QGridLayout *grid, const QString &heading, const char *id)
{
    QAction *action = m_actions->action(id);
    auto *link =
        makeLinkButton(action->text(), u"nothingOpen."_s + action->objectName(), m_content);
    link->setIcon(action->icon());
    link->setEnabled(action->isEnabled());
    connect(link, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, link,
            [action, link] { link->setEnabled(action->isEnabled()); });
    addLine(grid, heading, link, action->shortcut().toString(QKeySequence::NativeText));
}

void NothingOpen::addLine(QGridLayout *grid, const QString &heading, QWidget *link,
                          const QString &note)
{
    const int row = grid->rowCount();
    grid->addWidget(makeLabel(heading, LabelRole::Muted, m_content), row, 0,
                    Qt::AlignLeft | Qt::AlignVCenter);
    grid->addWidget(link, row, 1, Qt::AlignLeft);
    grid->addWidget(makeLabel(note, LabelRole::Muted, m_content), row, 2,
                    Qt::AlignRight | Qt::AlignVCenter);
}

} // namespace syncline::ui
