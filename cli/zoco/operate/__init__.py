"""What operators look at and put right: the way of an order, queues, dead letters, events sent again."""
