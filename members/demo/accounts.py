def hint() -> list[str]:
    return []
