QVariant probe(int role)
{
    return role == Qt::ToolTipRole ? text : QVariant();
}
