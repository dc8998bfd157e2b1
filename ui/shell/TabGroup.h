#pragma once

#include "ui/shell/DocumentRef.h"

#include <QTabWidget>

namespace syncline::ui {

class DocumentPage;

/** One half of the document area: tabs of pages. Closing and splitting are asked for, not done
 * here. */
class TabGroup final : public QTabWidget
{
    Q_OBJECT

public:
    explicit TabGroup(QWidget *parent = nullptr);

    void addPage(DocumentPage *page);
    [[nodiscard]] DocumentPage *page(int index) const;
    [[nodiscard]] DocumentPage *currentPage() const { return page(currentIndex()); }
    [[nodiscard]] DocumentPage *findPage(const DocumentRef &ref) const;
    [[nodiscard]] QList<DocumentPage *> pages() const;

Q_SIGNALS:
    void closePageRequested(syncline::ui::DocumentPage *page);
    void sideRequested(syncline::ui::DocumentPage *page);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void updateTab(DocumentPage *page);
    void showMenu(const QPoint &position);
};

} // namespace syncline::ui
