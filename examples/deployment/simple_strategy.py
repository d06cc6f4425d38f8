from rustybt_ops import Algorithm


class SimpleStrategy(Algorithm):
    def initialize(self, context):
        self.symbol = self.sid("SPY")

    def handle_data(self, context, data):
        if not context.portfolio.positions[self.symbol]:
            self.order(self.symbol, 100)
