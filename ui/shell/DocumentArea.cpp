#include "ui/shell/DocumentArea.h"

#include "ui/base/ActionRegistry.h"
#include "ui/prompt/Prompter.h"
#include "ui/shell/TabGroup.h"

#include <QApplication>
#include <QJsonArray>
#include <QScopedValueRollback>

#include <utility>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr std::size_t maxVisited = 100;
} // namespace

DocumentArea::DocumentArea(QWidget *parent)
    : QSplitter(Qt::Horizontal, parent)
{
    setObjectName(u"documents"_s);
    setChildrenCollapsible(false);
    m_active = addGroup();
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget * /*old*/, QWidget *now) {
        for (TabGroup *group : m_groups) {
            if (now && group->isAncestorOf(now) && group != m_active && group->count() > 0) {
                m_active = group;
                handleCurrentChanged(group);
            }
        }
    });
}

DocumentArea::~DocumentArea()
{
    qApp->disconnect(this); // the focus moves while the groups go
}

void DocumentArea::registerPage(DocumentRef::Kind kind, PageFactory factory)
{
    m_factories.insert(kind, std::move(factory));
}

TabGroup *DocumentArea::addGroup()
{
    auto *group = new TabGroup(this);
    m_groups.append(group);
    addWidget(group);
    connect(group, &QTabWidget::currentChanged, this,
            [this, group] { handleCurrentChanged(group); });
    connect(group, &TabGroup::closePageRequested, this, &DocumentArea::closePage);
    connect(group, &TabGroup::sideRequested, this, &DocumentArea::moveToSide);
    return group;
}

DocumentPage *DocumentArea::open(const DocumentRef &ref, OpenMode mode)
{
    if (!m_isGoing)
        rememberPlace();
    DocumentPage *page = bringToFront(ref, mode);
    if (!page)
        return nullptr;
    page->reveal(ref);
    page->focusContent();
    visit(ref);
    Q_EMIT pagesChanged();
    return page;
}

/** Brings it to the front; no visit yet, which has the detail that is revealed, too. */
DocumentPage *DocumentArea::bringToFront(const DocumentRef &ref, OpenMode mode)
{
    const QScopedValueRollback going(m_isGoing, true);
    DocumentPage *page = findPage(ref);
    if (!page) {
        const auto factory = m_factories.constFind(ref.kind);
        if (factory == m_factories.constEnd() || !ref.isValid())
            return nullptr;
        page = (*factory)(ref, m_context, m_active);
        connectPage(page);
        m_active->addPage(page);
    }
    if (mode == OpenMode::ToTheSide)
        moveToSide(page);
    TabGroup *group = groupOf(page);
    m_active = group;
    group->setCurrentWidget(page);
    return page;
}

void DocumentArea::connectPage(DocumentPage *page)
{
    connect(page, &DocumentPage::openRequested, this, &DocumentArea::openRequested);
    connect(page, &DocumentPage::inspectRequested, this, &DocumentArea::inspectRequested);
    connect(page, &DocumentPage::logsRequested, this, &DocumentArea::logsRequested);
    connect(page, &DocumentPage::stateChanged, this, &DocumentArea::pagesChanged);
    connect(
        page, &DocumentPage::closeRequested, this, [this, page] { removePage(page); },
        Qt::QueuedConnection);
}

void DocumentArea::handleCurrentChanged(TabGroup *group)
{
    if (group != m_active)
        return;
    DocumentPage *page = group->currentPage();
    if (page) {
        if (m_context.actions)
            m_context.actions->activate(page);
        DocumentRef ref = page->ref();
        ref.detail.clear(); // that of when it was opened
        visit(ref);
    }
    Q_EMIT currentPageChanged(page);
    Q_EMIT pagesChanged();
}

DocumentPage *DocumentArea::currentPage() const
{
    return m_active->currentPage();
}

QList<DocumentPage *> DocumentArea::pages() const
{
    QList<DocumentPage *> all;
    for (const TabGroup *group : m_groups)
        all.append(group->pages());
    return all;
}

void DocumentArea::closePage(DocumentPage *page)
{
    if (!page->isModified()) {
        removePage(page);
        return;
    }
    Question question;
    question.title = tr("Unsaved changes");
    question.text =
        tr("%1 has changes that are not saved. Closing it loses them.").arg(page->title());
    question.doIt = tr("Close without Saving");
    question.leaveIt = tr("Keep Open");
    question.destructive = true;
    const bool canSave = page->canSave();
    if (canSave) {
        question.text = tr("%1 has changes that are not saved.").arg(page->title());
        question.third = std::exchange(question.doIt, tr("Save"));
        question.destructive = false;
    }
    m_context.prompter->ask(page, question, [this, page, canSave](Answer answer) {
        if (answer == Answer::DoIt && canSave) {
            page->saveAndClose();
        } else if (answer != Answer::LeaveIt) {
            page->discardChanges();
            removePage(page);
        }
    });
}

void DocumentArea::removePage(DocumentPage *page)
{
    TabGroup *group = groupOf(page);
    if (!group)
        return;
    group->removeTab(group->indexOf(page));
    page->disconnect(this);
    page->deleteLater();
    if (group->count() == 0 && m_groups.size() > 1) {
        m_groups.removeOne(group);
        group->disconnect(this);
        group->hide();
        group->deleteLater();
        m_active = m_groups.constFirst();
        handleCurrentChanged(m_active);
    }
    Q_EMIT pagesChanged();
}

void DocumentArea::closeAll()
{
    // At once, not later: the engine that the pages talk to goes away next.
    const QList<DocumentPage *> all = pages();
    for (DocumentPage *page : all) {
        page->disconnect(this);
        delete page;
    }
    while (m_groups.size() > 1)
        delete m_groups.takeLast();
    m_active = m_groups.constFirst();
    m_visited.clear();
    m_position = -1;
    Q_EMIT visitedChanged();
    Q_EMIT currentPageChanged(nullptr);
}

void DocumentArea::moveToSide(DocumentPage *page)
{
    TabGroup *from = groupOf(page);
    if (m_groups.size() == 1 && from->count() < 2)
        return; // nothing would be left on this side
    TabGroup *to =
        m_groups.size() == 1 ? addGroup() : m_groups.at(from == m_groups.constFirst() ? 1 : 0);
    if (m_groups.size() == 2 && to->count() == 0)
        setSizes({width() / 2, width() / 2});
    from->removeTab(from->indexOf(page));
    to->addPage(page);
    m_active = to;
    to->setCurrentWidget(page);
    if (from->count() == 0) {
        m_groups.removeOne(from);
        from->disconnect(this);
        from->hide();
        from->deleteLater();
    }
    handleCurrentChanged(to);
}

void DocumentArea::visit(const DocumentRef &ref)
{
    if (m_isGoing)
        return;
    const Visit *now = m_position < 0 ? nullptr : &m_visited[static_cast<std::size_t>(m_position)];
    // The same document with another detail is another place: back leads to the one before.
    if (now && now->ref == ref && (ref.detail.isEmpty() || ref.detail == now->ref.detail))
        return;
    if (now && !(now->ref == ref)) // open() did it for the same document, before it changed
        rememberPlace();
    m_visited.resize(static_cast<std::size_t>(m_position + 1));
    m_visited.push_back({ref, {}});
    if (m_visited.size() > maxVisited)
        m_visited.erase(m_visited.begin());
    m_position = static_cast<int>(m_visited.size()) - 1;
    Q_EMIT visitedChanged();
}

void DocumentArea::goTo(int position)
{
    if (position < 0 || position >= static_cast<int>(m_visited.size()))
        return;
    const QScopedValueRollback going(m_isGoing, true);
    rememberPlace();
    m_position = position;
    Visit &visit = m_visited[static_cast<std::size_t>(position)];
    const QJsonObject state = visit.state;
    DocumentPage *page = open(visit.ref);
    if (page && !state.isEmpty())
        page->restoreState(state);
    Q_EMIT visitedChanged();
}

void DocumentArea::rememberPlace()
{
    if (m_position < 0)
        return;
    // Only records: the state of others is text that was written since, which must not go back.
    Visit &visit = m_visited[static_cast<std::size_t>(m_position)];
    const DocumentPage *page = findPage(visit.ref);
    if (page && visit.ref.kind == DocumentRef::Kind::Records)
        visit.state = page->state();
}

void DocumentArea::goBack()
{
    goTo(m_position - 1);
}

void DocumentArea::goForward()
{
    goTo(m_position + 1);
}

TabGroup *DocumentArea::groupOf(const DocumentPage *page) const
{
    for (TabGroup *group : m_groups) {
        if (group->pages().contains(page))
            return group;
    }
    return nullptr;
}

DocumentPage *DocumentArea::findPage(const DocumentRef &ref) const
{
    for (const TabGroup *group : m_groups) {
        if (DocumentPage *page = group->findPage(ref))
            return page;
    }
    return nullptr;
}

QJsonObject DocumentArea::saveDocuments() const
{
    QJsonArray groups;
    for (const TabGroup *group : m_groups) {
        QJsonArray tabs;
        for (const DocumentPage *page : group->pages())
            tabs.append(QJsonObject{{u"key"_s, page->ref().key()},
                                    {u"detail"_s, page->ref().detail},
                                    {u"state"_s, page->state()}});
        groups.append(QJsonObject{{u"tabs"_s, tabs}, {u"current"_s, group->currentIndex()}});
    }
    QJsonArray widths;
    for (const int size : sizes())
        widths.append(size);
    return {{u"groups"_s, groups}, {u"active"_s, m_groups.indexOf(m_active)}, {u"sizes"_s, widths}};
}

void DocumentArea::restoreDocuments(const QJsonObject &saved)
{
    const QJsonArray groups = saved.value(u"groups"_s).toArray();
    for (qsizetype i = 0; i < qMin(groups.size(), qsizetype(2)); ++i) {
        const QJsonObject group = groups.at(i).toObject();
        const QJsonArray tabs = group.value(u"tabs"_s).toArray();
        for (const QJsonValue &tab : tabs) {
            DocumentRef ref = DocumentRef::fromKey(tab[u"key"_s].toString());
            ref.detail = tab[u"detail"_s].toString();
            if (DocumentPage *page = open(ref, i == 1 ? OpenMode::ToTheSide : OpenMode::Here))
                page->restoreState(tab[u"state"_s].toObject());
            if (i == 1 && m_groups.size() == 2)
                m_active = m_groups.constFirst(); // the next one is made there and moved, too
        }
        if (i < m_groups.size())
            m_groups.at(i)->setCurrentIndex(group.value(u"current"_s).toInt());
    }
    QList<int> widths;
    for (const QJsonValue &size : saved.value(u"sizes"_s).toArray())
        widths.append(size.toInt());
    if (widths.size() == m_groups.size())
        setSizes(widths);
    const int active =
        qBound(0, saved.value(u"active"_s).toInt(), static_cast<int>(m_groups.size()) - 1);
    m_active = m_groups.at(active);
    m_visited.clear();
    m_position = -1;
    if (DocumentPage *page = m_active->currentPage()) {
        visit(page->ref());
        page->focusContent();
    }
    Q_EMIT visitedChanged();
    Q_EMIT currentPageChanged(m_active->currentPage());
}

} // namespace syncline::ui
