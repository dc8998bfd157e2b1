#pragma once

#include "ui/shell/DocumentPage.h"

#include <QJsonObject>
#include <QMap>
#include <QSplitter>

#include <vector>

namespace syncline::ui {

class TabGroup;

/**
 * The open documents: one group of tabs, or two side by side, with back and forward through what
 * was looked at. A document is open once; opening it again goes there.
 */
class DocumentArea final : public QSplitter
{
    Q_OBJECT

public:
    explicit DocumentArea(QWidget *parent = nullptr);
    ~DocumentArea() override;

    void registerPage(DocumentRef::Kind kind, PageFactory factory);
    [[nodiscard]] QList<DocumentRef::Kind> kinds() const { return m_factories.keys(); }
    [[nodiscard]] bool canOpen(DocumentRef::Kind kind) const { return m_factories.contains(kind); }
    /** From here on pages are made for this project. Close all pages first. */
    void setContext(const UiContext &context) { m_context = context; }

    /** nullptr when nothing is registered for its kind. */
    DocumentPage *open(const DocumentRef &ref, OpenMode mode = OpenMode::Here);
    [[nodiscard]] DocumentPage *currentPage() const;
    [[nodiscard]] QList<DocumentPage *> pages() const;
    /** Asks when the page has unsaved work. */
    void closePage(DocumentPage *page);
    /** Without asking: the project is closed. */
    void closeAll();
    void moveToSide(DocumentPage *page);

    [[nodiscard]] bool canGoBack() const { return m_position > 0; }
    [[nodiscard]] bool canGoForward() const
    {
        return m_position + 1 < static_cast<int>(m_visited.size());
    }
    void goBack();
    void goForward();

    [[nodiscard]] QJsonObject saveDocuments() const;
    void restoreDocuments(const QJsonObject &saved);

Q_SIGNALS:
    void currentPageChanged(syncline::ui::DocumentPage *page);
    void visitedChanged();
    void pagesChanged(); ///< Opened, closed, moved, or a page's state changed.
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);
    void inspectRequested(const syncline::ui::InspectTarget &target);
    void logsRequested(qint64 run);

private:
    TabGroup *addGroup();
    DocumentPage *bringToFront(const DocumentRef &ref, OpenMode mode);
    void connectPage(DocumentPage *page);
    void handleCurrentChanged(TabGroup *group);
    struct Visit
    {
        DocumentRef ref;
        QJsonObject state; ///< As it was left; of records only.
    };
    void visit(const DocumentRef &ref);
    /** Keeps how the document in front is left. */
    void rememberPlace();
    void goTo(int position);
    void removePage(DocumentPage *page);
    [[nodiscard]] TabGroup *groupOf(const DocumentPage *page) const;
    [[nodiscard]] DocumentPage *findPage(const DocumentRef &ref) const;

    QMap<DocumentRef::Kind, PageFactory> m_factories;
    UiContext m_context;
    QList<TabGroup *> m_groups;
    TabGroup *m_active = nullptr;
    std::vector<Visit> m_visited;
    int m_position = -1;
    bool m_isGoing = false; ///< Through back or forward: not a new visit.
};

} // namespace syncline::ui
